{{- define "labels" -}}
app.kubernetes.io/name: azure-linux-ecs
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "selector" -}}
app.kubernetes.io/name: azure-linux-ecs
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* The settings file; numbers that YAML reads as floats are written without an exponent. */ -}}
{{- define "properties" -}}
{{- range $key, $value := .Values.settings }}
{{ $key }}={{ if kindIs "float64" $value }}{{ if eq (floor $value) $value }}{{ int64 $value }}{{ else }}{{ $value }}{{ end }}{{ else }}{{ $value }}{{ end }}
{{- end }}
{{- range $name, $text := .Values.patterns }}
patterns=/etc/azure-linux-ecs/{{ $name }}
{{- end }}
{{- end }}
