/// The fields of ECS 9.4 that a pattern may fill, as trees of names.
///
/// Source: `generated/ecs/ecs_flat.yml` of elastic/ecs, tag v9.4.0. Left out are the fields that the product fills itself
/// (`event.kind`, `log.level`, ...) and types that a text cannot be (dates, booleans, objects). `NAME` is a keyword,
/// `NAME:TYPE` of another type, `NAME[]` an array; `NAME{...}` holds others, and `$SET` stands for the names of a set.
enum FieldNames {
  static let all = """
    agent{build{original} ephemeral_id id name type version} client{$client} cloud{account{name} availability_zone
    entity{$entity} machine{type} origin{$origin} project{id name} region service{name} target{$origin}}
    container{disk{read{bytes:long} write{bytes:long}} id image{hash{all[]} name tag[]} name
    network{egress{bytes:long} ingress{bytes:long}} runtime} destination{$client} device{id manufacturer
    model{identifier name} product{id name} serial_number type vendor{id name}} dll{code_signature{$code_signature}
    hash{$hash} name origin_referrer_url origin_url path pe{$pe}} dns{answers{class data name ttl:long type}
    header_flags[] id op_code question{class name registered_domain subdomain top_level_domain type} response_code
    type} email{bcc{address[]} cc{address[]} content_type direction from{address[]} local_id message_id:wildcard
    reply_to{address[]} sender{address} subject to{address[]} x_mailer} entity{attributes{$attributes} display_name id
    name reference relationships{$relationships} source sub_type target{$entity} type[]} error{code id message:text
    stack_trace:wildcard type} event{action agent_id_status code duration:long hash id reason reference
    risk_score:float risk_score_norm:float sequence:long url} faas{execution id name trigger{request_id type} version}
    file{attributes[] code_signature{$code_signature} device directory drive_letter elf{$elf} extension fork_name gid
    group hash{$hash} inode macho{$macho} mime_type mode name origin_referrer_url origin_url owner path pe{$pe}
    size:long target_path type uid x509{$x509}} gen_ai{agent{description id name} operation{name} output{type}
    request{model} response{id model} system token{type} tool{call{id} name type}} group{domain id name}
    host{architecture boot{id} disk{read{bytes:long} write{bytes:long}} domain entity{$entity} geo{$geo} hostname id
    mac[] name network{egress{bytes:long packets:long} ingress{bytes:long packets:long}} os{full kernel name version}
    pid_ns_ino risk{$risk} target{architecture boot{id} disk{read{bytes:long} write{bytes:long}} domain
    entity{$entity} geo{$geo} hostname id mac[] name network{egress{bytes:long packets:long} ingress{bytes:long
    packets:long}} os{$os} pid_ns_ino risk{$risk} type uptime:long} type uptime:long} http{request{body{bytes:long
    content:wildcard} bytes:long id method mime_type referrer} response{body{bytes:long content:wildcard} bytes:long
    mime_type status_code:long} version} log{file{path} logger origin{file{line:long name} function} syslog{msgid
    version}} network{application bytes:long community_id direction forwarded_ip:ip iana_number inner{vlan{id name}}
    name packets:long protocol transport type vlan{id name}} observer{egress{interface{alias id name} vlan{id name}
    zone} geo{$geo} hostname ingress{interface{alias id name} vlan{id name} zone} mac[] name os{$os} product
    serial_number type vendor version} orchestrator{api_version cluster{id name url version} entity{$entity} namespace
    organization resource{annotation[] id label[] name parent{type} type} type} organization{id name}
    package{architecture build_version checksum description install_scope license name path reference size:long type
    version} process{args[] args_count:long code_signature{$code_signature} command_line:wildcard elf{$elf} entity_id
    entry_leader{args[] args_count:long attested_groups{name} attested_user{id name} command_line:wildcard entity_id
    entry_meta{source{ip:ip} type} executable group{id name} name parent{$parent} pid:long real_group{id name}
    real_user{id name} saved_group{id name} saved_user{id name} supplemental_groups{id name} tty{$tty} user{id name}
    vpid:long working_directory} env_vars[] executable exit_code:long group{id name} group_leader{args[]
    args_count:long command_line:wildcard entity_id executable group{id name} name pid:long real_group{id name}
    real_user{id name} saved_group{id name} saved_user{id name} supplemental_groups{id name} tty{$tty} user{id name}
    vpid:long working_directory} hash{$hash} io{bytes_skipped{length:long offset:long} text:wildcard
    total_bytes_captured:long total_bytes_skipped:long type} macho{$macho} name parent{args[] args_count:long
    code_signature{$code_signature} command_line:wildcard elf{$elf} entity_id executable exit_code:long group{id name}
    group_leader{entity_id pid:long vpid:long} hash{$hash} macho{$macho} name pe{$pe} pid:long real_group{id name}
    real_user{id name} saved_group{id name} saved_user{id name} supplemental_groups{id name}
    thread{capabilities{effective[] permitted[]} id:long name} title tty{$tty} uptime:long user{id name} vpid:long
    working_directory} pe{$pe} pid:long previous{args[] args_count:long executable} real_group{id name} real_user{id
    name} saved_group{id name} saved_user{id name} session_leader{args[] args_count:long command_line:wildcard
    entity_id executable group{id name} name parent{$parent} pid:long real_group{id name} real_user{id name}
    saved_group{id name} saved_user{id name} supplemental_groups{id name} tty{$tty} user{id name} vpid:long
    working_directory} supplemental_groups{id name} thread{capabilities{effective[] permitted[]} id:long name} title
    tty{char_device{major:long minor:long} columns:long rows:long} uptime:long user{id name} vpid:long
    working_directory} registry{data{bytes type} hive key path value} rule{author[] category description id license
    name reference ruleset uuid version} server{$client} service{address entity{$entity} environment ephemeral_id id
    name node{name role roles[]} origin{$origin_2} state target{$origin_2} type version} source{$client} span{id}
    threat{feed{dashboard_id description name reference} framework group{alias[] id name reference} indicator{as{$as}
    confidence description email{address} file{attributes[] code_signature{$code_signature} device directory
    drive_letter elf{$elf} extension fork_name gid group hash{$hash} inode mime_type mode name origin_referrer_url
    origin_url owner path pe{$pe} size:long target_path type uid x509{$x509}} geo{$geo} id[] ip:ip marking{tlp
    tlp_version} name port:long provider reference registry{data{bytes type} hive key path value} scanner_stats:long
    sightings:long type url{$url} x509{$x509}} software{alias[] id name platforms[] reference type} tactic{id[] name[]
    reference[]} technique{id[] name[] reference[] subtechnique{id[] name[] reference[]}}} tls{cipher
    client{certificate certificate_chain[] hash{md5 sha1 sha256} issuer ja3 server_name subject supported_ciphers[]
    x509{$x509}} curve next_protocol server{certificate certificate_chain[] hash{md5 sha1 sha256} issuer ja3s subject
    x509{$x509}} version version_protocol} trace{id} transaction{id} url{$url} user{changes{$changes} domain
    effective{$changes} email entity{$entity} full_name group{domain id name} hash id name risk{$risk} roles[]
    target{$changes}} user_agent{device{name} name original os{$os} version} volume{bus_type default_access
    device_name device_type dos_name file_system_type mount_name nt_name product_id product_name serial_number
    size:long vendor_id vendor_name} vulnerability{category[] classification description enumeration id reference
    report_id scanner{vendor} score{base:float environmental:float temporal:float version} severity}
    """

  /// Names that occur at several places.
  static let sets: [String: String] = [
    "administers": """
    entity{id[]} host{id[] name[]} service{id[] name[]} user{$user_2}
    """,
    "as": """
    number:long organization{name}
    """,
    "attributes": """
    known_redirects[] oauth_consent_restriction permissions[] storage_class
    """,
    "changes": """
    domain email entity{$entity} full_name group{domain id name} hash id name risk{$risk} roles[]
    """,
    "client": """
    address as{$as} bytes:long domain geo{$geo} ip:ip mac nat{ip:ip port:long} packets:long port:long
    registered_domain subdomain top_level_domain user{$user}
    """,
    "code_signature": """
    digest_algorithm flags signing_id status subject_name team_id thumbprint_sha256
    """,
    "elf": """
    architecture byte_order cpu_type go_import_hash go_imports_names_entropy:long go_imports_names_var_entropy:long
    header{$header} import_hash imports_names_entropy:long imports_names_var_entropy:long shared_libraries[]
    telfhash
    """,
    "entity": """
    attributes{$attributes} display_name id name reference relationships{$relationships} source sub_type type[]
    """,
    "geo": """
    city_name continent_code continent_name country_iso_code country_name name postal_code region_iso_code
    region_name timezone
    """,
    "hash": """
    cdhash md5 sha1 sha256 sha384 sha512 ssdeep tlsh
    """,
    "header": """
    abi_version class data entrypoint:long object_version os_abi type version
    """,
    "issuer": """
    common_name[] country[] distinguished_name locality[] organization[] organizational_unit[] state_or_province[]
    """,
    "macho": """
    go_import_hash go_imports_names_entropy:long go_imports_names_var_entropy:long import_hash
    imports_names_entropy:long imports_names_var_entropy:long symhash
    """,
    "origin": """
    account{id name} availability_zone entity{$entity} instance{id name} machine{type} project{id name} provider
    region service{name}
    """,
    "origin_2": """
    address entity{$entity} environment ephemeral_id id name node{name role roles[]} state type version
    """,
    "os": """
    family full kernel name platform type version
    """,
    "parent": """
    entity_id pid:long session_leader{entity_id pid:long vpid:long} vpid:long
    """,
    "pe": """
    architecture company description file_version go_import_hash go_imports_names_entropy:long
    go_imports_names_var_entropy:long imphash import_hash imports_names_entropy:long imports_names_var_entropy:long
    original_file_name pehash product
    """,
    "relationships": """
    administers{$administers} depends_on{$administers} owns{$administers} supervises{$administers}
    """,
    "risk": """
    calculated_level calculated_score:float calculated_score_norm:float static_level static_score:float
    static_score_norm:float
    """,
    "tty": """
    char_device{major:long minor:long}
    """,
    "url": """
    domain extension fragment full:wildcard original:wildcard password path:wildcard port:long query
    registered_domain scheme subdomain top_level_domain username
    """,
    "user": """
    domain email full_name group{domain id name} hash id name roles[]
    """,
    "user_2": """
    domain[] email[] id[] name[]
    """,
    "x509": """
    alternative_names[] issuer{$issuer} public_key_algorithm public_key_curve public_key_exponent:long
    public_key_size:long serial_number signature_algorithm subject{$issuer} version_number
    """,
  ]
}
