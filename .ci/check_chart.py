"""Compares the Helm chart with the kustomize base, and both with the overlays.

check_chart.py HELM KUBECTL FOLDER: renders into FOLDER what other checks read, and ends with 1 where meanings differ.
"""
import copy, json, subprocess, sys
import yaml

helm, kubectl, folder = sys.argv[1:]
chart = "deploy/helm/azure-linux-ecs"
DECORATION = {"app.kubernetes.io/instance", "app.kubernetes.io/version", "app.kubernetes.io/managed-by"}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


def documents(name, *command):
    result = run(*command)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {result.stderr}")
    open(f"{folder}/{name}.yaml", "w").write(result.stdout)
    return [document for document in yaml.safe_load_all(result.stdout) if document]


def properties(text):
    return sorted(line for line in text.splitlines() if line and not line.startswith("#"))


def meaning(found):
    """The objects by kind, without what only tells who wrote them: Helm's labels, hashes of names, comments."""
    found = copy.deepcopy(found)
    names = {d["metadata"]["name"]: "azure-linux-ecs" for d in found if d["kind"] == "ConfigMap"}

    def plain(value):
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()
                    if key not in DECORATION and key != "checksum/settings"
                    and not (key == "annotations" and set(item) <= {"checksum/settings"})}
        if isinstance(value, list):
            return [plain(item) for item in value]
        return names.get(value, value) if isinstance(value, str) else value

    result = {}
    for document in map(plain, found):
        if document["kind"] == "ConfigMap":
            document["metadata"].pop("labels", None)
            document["data"] = {key: properties(text) for key, text in document["data"].items()}
        assert document["kind"] not in result, document["kind"]
        result[document["kind"]] = document
    return result


def differences(left, right, path=""):
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted(set(left) | set(right)):
            yield from differences(left.get(key), right.get(key), f"{path}/{key}")
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for index, pair in enumerate(zip(left, right)):
            yield from differences(*pair, f"{path}/{index}")
    elif left != right:
        yield f"{path}: the base has {left!r}, the chart {right!r}"


def same(what, left, right):
    found = list(differences(left, right))
    if found:
        raise SystemExit(f"{what}:\n" + "\n".join(found))


def refused(what, *settings):
    if run(helm, "template", "x", chart, *settings).returncode == 0:
        raise SystemExit(f"the chart takes {what}")


template = [helm, "template", "azure-linux-ecs", chart]
base = meaning(documents("base", kubectl, "kustomize", "deploy/kubernetes"))
assert len(base) == 6, list(base)
default = meaning(documents("chart", *template))
same("base and chart", base, default)
# The comparison sees a difference where there is one.
assert list(differences(base, meaning(documents("three", *template, "--set", "replicas=3"))))

patterns = documents("patterns", kubectl, "kustomize", "deploy/overlays/patterns")
text = open("deploy/overlays/patterns/mine.patterns").read()
overlay = meaning(patterns)
assert [d["data"]["mine.patterns"] for d in patterns if d["kind"] == "ConfigMap"] == [text]
assert overlay["StatefulSet"]["spec"]["template"]["spec"]["containers"][0]["args"][-2:] == [
    "--patterns", "/etc/azure-linux-ecs/mine.patterns"]
charted = documents("chart-patterns", *template, "--set-file", r"patterns.mine\.patterns=deploy/overlays/patterns/mine.patterns")
[data] = [d["data"] for d in charted if d["kind"] == "ConfigMap"]
assert data["mine.patterns"] == text, data
assert "patterns=/etc/azure-linux-ecs/mine.patterns" in data["worker.properties"].splitlines()

hubs = meaning(documents("event-hubs", kubectl, "kustomize", "deploy/overlays/event-hubs"))
settings = dict(line.split("=", 1) for line in hubs["ConfigMap"]["data"]["worker.properties"])
values = {"settings": settings, "workloadIdentity": {"clientId": "00000000-0000-0000-0000-000000000000"}}
json.dump(values, open(f"{folder}/event-hubs.json", "w"))
same("overlay and chart for Event Hubs", hubs, meaning(documents("chart-event-hubs", *template, "-f", f"{folder}/event-hubs.json")))

monitored = meaning(documents("pod-monitor", kubectl, "kustomize", "deploy/overlays/pod-monitor"))
same("overlay and chart with a PodMonitor", monitored, meaning(documents("chart-pod-monitor", *template, "--set", "podMonitor.enabled=true")))

scaled = documents("chart-keda", *template, "--set", "keda.enabled=true", "--set-json",
                   'keda.authentication=[{"parameter":"sasl","name":"azure-linux-ecs-lag","key":"sasl"}]')
kinds = {d["kind"]: d for d in scaled}
assert "replicas" not in kinds["StatefulSet"]["spec"]
[trigger] = kinds["ScaledObject"]["spec"]["triggers"]
assert trigger["authenticationRef"]["name"] == kinds["TriggerAuthentication"]["metadata"]["name"]
plain = [yaml.safe_load(open("deploy/keda/scaledobject.yaml"))]
unauthenticated = [d for d in documents("chart-keda-plain", *template, "--set", "keda.enabled=true") if d["kind"] == "ScaledObject"]
same("KEDA's file and the chart", meaning(plain)["ScaledObject"]["spec"], meaning(unauthenticated)["ScaledObject"]["spec"])

refused("no worker", "--set", "replicas=0")
refused("an unknown value", "--set", "replica=2")
refused("a broken digest", "--set", "image.digest=sha256:12")
refused("a setting that the chart makes itself", "--set", "settings.metrics=1")
refused("no input", "--set", "settings.input=null")
