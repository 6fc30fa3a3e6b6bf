#include "CPatternFiles.h"

#include <stddef.h>

// #embed is C23; clang takes it in every mode and says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

// A new file is two lines here. Their order is the order in which patterns of one program are tried.
static const struct pattern_file files[] = {
#define PATTERN_FILE "services.patterns"
#include "EmbeddedFile.h"
#define PATTERN_FILE "sshd.patterns"
#include "EmbeddedFile.h"
#define PATTERN_FILE "sudo.patterns"
#include "EmbeddedFile.h"
#define PATTERN_FILE "su.patterns"
#include "EmbeddedFile.h"
#define PATTERN_FILE "cron.patterns"
#include "EmbeddedFile.h"
#define PATTERN_FILE "systemd.patterns"
#include "EmbeddedFile.h"
#define PATTERN_FILE "logind.patterns"
#include "EmbeddedFile.h"
#define PATTERN_FILE "useradd.patterns"
#include "EmbeddedFile.h"
#define PATTERN_FILE "usermod.patterns"
#include "EmbeddedFile.h"
#define PATTERN_FILE "userdel.patterns"
#include "EmbeddedFile.h"
#define PATTERN_FILE "group.patterns"
#include "EmbeddedFile.h"
#define PATTERN_FILE "passwd.patterns"
#include "EmbeddedFile.h"
#define PATTERN_FILE "accounts.patterns"
#include "EmbeddedFile.h"
#define PATTERN_FILE "login.patterns"
#include "EmbeddedFile.h"
#define PATTERN_FILE "unix_chkpwd.patterns"
#include "EmbeddedFile.h"
#define PATTERN_FILE "pam.patterns"
#include "EmbeddedFile.h"
#define PATTERN_FILE "any.patterns"
#include "EmbeddedFile.h"
    {NULL, NULL}};

const struct pattern_file *embedded_pattern_files(void) { return files; }
