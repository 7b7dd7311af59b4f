/** What the help says of a flag, by the flag's name; texts that differ from command to command are by `path flag`. */
const USAGES: Readonly<Record<string, string>> = {
  as: 'Username to impersonate for the operation. User could be a regular user or a service account in a namespace.',
  'as-group': 'Group to impersonate for the operation, this flag can be repeated to specify multiple groups.',
  'as-uid': 'UID to impersonate for the operation.',
  'cache-dir': 'Default cache directory',
  'certificate-authority': 'Path to a cert file for the certificate authority',
  'client-certificate': 'Path to a client certificate file for TLS',
  'client-key': 'Path to a client key file for TLS',
  cluster: 'The name of the kubeconfig cluster to use',
  context: 'The name of the kubeconfig context to use',
  'disable-compression': 'If true, opt-out of response compression for all requests to the server',
  'insecure-skip-tls-verify':
    "If true, the server's certificate will not be checked for validity. This will make your HTTPS connections insecure",
  kubeconfig: 'Path to the kubeconfig file to use for CLI requests.',
  'log-flush-frequency': 'Maximum number of seconds between log flushes',
  'match-server-version': 'Require server version to match client version',
  password: 'Password for basic authentication to the API server',
  profile: 'Name of profile to capture. One of (none|cpu|heap|goroutine|threadcreate|block|mutex)',
  'profile-output': 'Name of the file to write the profile to',
  'request-timeout':
    "The length of time to wait before giving up on a single server request. Non-zero values should contain a corresponding time unit (e.g. 1s, 2m, 3h). A value of zero means don't timeout requests.",
  server: 'The address and port of the Kubernetes API server',
  'tls-server-name':
    'Server name to use for server certificate validation. If it is not provided, the hostname used to contact the server is used',
  token: 'Bearer token for authentication to the API server',
  username: 'Username for basic authentication to the API server',
  v: 'number for the log level verbosity',
  vmodule:
    'comma-separated list of pattern=N settings for file-filtered logging (only works for the default text log format)',
  'warnings-as-errors': 'Treat warnings received from the server as errors and exit with a non-zero exit code',
  'kubectl namespace': 'If present, the namespace scope for this CLI request',
  'kubectl user': 'The name of the kubeconfig user to use',
  all: 'Select all resources in the namespace of the specified resource types.',
  'all-containers': "Get all containers' logs in the pod(s).",
  'all-namespaces':
    'If present, list the requested object(s) across all namespaces. Namespace in current context is ignored even if specified with --namespace.',
  'all-pods': 'Get logs from all pod(s). Sets prefix to true.',
  'allow-missing-template-keys':
    'If true, ignore any errors in templates when a field or map key is missing in the template. Only applies to golang and jsonpath output formats.',
  annotation: 'Annotation to insert in the ingress object, in the format annotation=value',
  annotations: 'Annotations to apply to the pod.',
  'api-group': 'Limit to resources in the specified API group.',
  'api-version': 'Use given api-version (group/version) of the resource.',
  'append-hash': 'Append a hash of the object to its name.',
  attach:
    "If true, wait for the Pod to start running, and then attach to the Pod as if 'kubectl attach ...' were called.  Default false, unless '-i/--stdin' is set, in which case the default is true. With '--restart=Never' the exit code of the container process is returned.",
  cached: 'Use the cached list of resources if available.',
  cascade:
    'Must be "background", "orphan", or "foreground". Selects the deletion cascading strategy for the dependents (e.g. Pods created by a ReplicationController). Defaults to background.',
  categories: 'Limit to resources that belong to the specified categories.',
  cert: 'Path to PEM encoded public key certificate.',
  'chunk-size':
    'Return large lists in chunks rather than all at once. Pass 0 to disable. This flag is beta and may change in the future.',
  class: 'Ingress Class to be used',
  client: 'If true, shows client version only (no server required).',
  clusterip: "Assign your own ClusterIP or set to 'None' for a 'headless' service (no loadbalancing).",
  'cluster-ip':
    "ClusterIP to be assigned to the service. Leave empty to auto-allocate, or set to 'None' to create a headless service.",
  clusterrole: 'ClusterRole this RoleBinding should reference',
  command:
    "If true and extra arguments are present, use them as the 'command' field in the container, rather than the 'args' field which is the default.",
  concurrency:
    'Number of objects to process in parallel when diffing against the live version. Larger number = faster, but more memory, I/O and CPU over that shorter period of time.',
  container: 'Print the logs of this container',
  containers: 'The names of containers in the selected pod templates to change - may use wildcards',
  'cpu-percent':
    "The target average CPU utilization (represented as a percent of requested CPU) over all the pods. If it's not specified or negative, a default autoscaling policy will be used.",
  current: 'Modify the current context',
  'current-replicas':
    'Precondition for current size. Requires that the current size of the resource match this value in order to scale. -1 (default) for no condition.',
  'default-backend': 'Default service for backend, in format of svcname:port',
  'delete-emptydir-data':
    'Continue even if there are pods using emptyDir (local data that will be deleted when the node is drained).',
  description:
    'description is an arbitrary string that usually provides guidelines on when this priority class should be used.',
  'disable-eviction':
    'Force drain to use delete, even if eviction is supported. This will bypass checking PodDisruptionBudgets, use with caution.',
  'dry-run':
    'Must be "none", "server", or "client". If client strategy, only print the object that would be sent, without sending it. If server strategy, submit server-side request without persisting the resource.',
  env: 'Environment variables to set in the container.',
  expose: 'If true, create a ClusterIP service associated with the pod.  Requires `--port`.',
  'external-ip':
    'Additional external IP address (not managed by Kubernetes) to accept for the service. If this IP is routed to a node, the service can be accessed by this IP in addition to its generated service IP.',
  'external-name': 'External name of service',
  'field-manager': 'Name of the manager used to track field ownership.',
  'field-selector':
    "Selector (field query) to filter on, supports '=', '==', and '!='.(e.g. --field-selector key1=value1,key2=value2). The server only supports a limited number of field queries per type.",
  filename: 'Filename, directory, or URL to files identifying the resource.',
  flatten:
    'Flatten the resulting kubeconfig file into self-contained output (useful for creating portable kubeconfig files)',
  follow: 'Specify if the logs should be streamed.',
  for: "The condition to wait on: [create|delete|condition=condition-name[=condition-value]|jsonpath='{JSONPath expression}'=[JSONPath value]]. The default condition-value is true. Condition values are compared after Unicode simple case folding, which is a more general form of case-insensitivity.",
  force:
    'If true, immediately remove resources from API and bypass graceful deletion. Note that immediate deletion of some resources may result in inconsistency or data loss and requires confirmation.',
  'force-conflicts': 'If true, server-side apply will force the changes against conflicts.',
  from: 'The name of a resource from which to inject environment variables',
  'from-env-file': 'Specify the path to a file to read lines of key=val pairs to create a configmap.',
  'from-file':
    'Key file can be specified using its file path, in which case file basename will be used as configmap key, or optionally with a key and file path, in which case the given key will be used.  Specifying a directory will iterate each named file in the directory whose basename is a valid configmap key.',
  'from-literal': 'Specify a key and literal value to insert in configmap (i.e. mykey=somevalue)',
  'global-default': 'global-default specifies whether this PriorityClass should be considered as the default priority.',
  'grace-period':
    'Period of time in seconds given to the resource to terminate gracefully. Ignored if negative. Set to 1 for immediate shutdown. Can only be set to 0 when --force is true (force deletion).',
  group: 'Groups to bind to the role. The flag can be repeated to add multiple groups.',
  hard: 'A comma-delimited set of resource=quantity pairs that define a hard limit.',
  'ignore-daemonsets': 'Ignore DaemonSet-managed pods.',
  'ignore-errors': 'If watching / following pod logs, allow for any errors that occur to be non-fatal',
  'ignore-not-found': 'If the requested object does not exist the command will return exit code 0.',
  image: 'The image for the container to run.',
  'image-pull-policy':
    'The image pull policy for the container.  If left empty, this value will not be specified by the client and defaulted by the server.',
  interactive: 'If true, delete resource only when user confirms.',
  key: 'Path to private key associated with given certificate.',
  keys: 'Comma-separated list of keys to import from specified resource',
  kustomize: "Process the kustomization directory. This flag can't be used together with -f or -R.",
  'label-columns':
    'Accepts a comma separated list of labels that are going to be presented as columns. Names are case-sensitive. You can also use multiple flag options like -L label1 -L label2...',
  labels: 'Comma separated labels to apply to the pod. Will override previous values.',
  'limit-bytes': 'Maximum bytes of logs to return. Defaults to no limit.',
  limits:
    "The resource requirement requests for this container.  For example, 'cpu=100m,memory=256Mi'.  Note that server side components may assign requests depending on the server configuration, such as limit ranges.",
  list: 'If true, display the labels for a given resource.',
  'load-balancer-ip':
    'IP to assign to the LoadBalancer. If empty, an ephemeral IP will be created and used (cloud-provider specific).',
  local: 'If true, this command will NOT contact api-server but run locally.',
  max: 'The upper limit for the number of pods that can be set by the autoscaler. Required.',
  'max-log-requests': 'Specify maximum number of concurrent logs to follow when using by a selector. Defaults to 5.',
  'max-unavailable': 'The maximum number or percentage of unavailable pods this budget requires.',
  merge: 'Merge the full hierarchy of kubeconfig files',
  min: "The lower limit for the number of pods that can be set by the autoscaler. If it's not specified or negative, the server will apply a default value.",
  'min-available': 'The minimum number or percentage of available pods this budget requires.',
  minify: 'Remove all information not used by current-context from the output',
  name: 'The name for the newly created object.',
  namespace: 'namespace for the context entry in kubeconfig',
  namespaced:
    'If false, non-namespaced resources will be returned, otherwise returning namespaced resources by default.',
  'no-headers': "When using the default output format, don't print headers (default print headers).",
  'node-port': 'Port used to expose the service on each node in a cluster.',
  now: 'If true, resources are signaled for immediate shutdown (same as --grace-period=1).',
  'openapi-patch':
    'If true, use openapi to calculate diff when the openapi presents and the resource can be found in the openapi spec. Otherwise, fall back to use baked-in types.',
  output:
    'Output format. One of: (json, yaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file).',
  'output-watch-events':
    'Output watch event objects when --watch or --watch-only is used. Existing objects are output as initial ADDED events.',
  overrides:
    'An inline JSON override for the generated object. If this is non-empty, it is used to override the generated object. Requires that the object supply a valid apiVersion field.',
  overwrite: 'If true, allow labels to be overwritten, otherwise reject label updates that overwrite existing labels.',
  patch: 'The patch to be applied to the resource JSON file.',
  'patch-file': 'A file containing a patch to be applied to the resource.',
  'pod-running-timeout':
    'The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running',
  'pod-selector': 'Label selector to filter pods on the node',
  port: 'The port that this container exposes.',
  'preemption-policy': 'preemption-policy is the policy for preempting pods with lower priority.',
  prefix: 'Prefix each log line with the log source (pod name and container name).',
  previous: 'If true, print the logs for the previous instance of the container in a pod if it exists.',
  privileged: 'If true, run the container in privileged mode.',
  protocol: "The network protocol for the service to be created. Default is 'TCP'.",
  quiet: 'If true, suppress prompt messages.',
  raw: 'Display raw byte data and sensitive data',
  recursive:
    'Process the directory used in -f, --filename recursively. Useful when you want to manage related manifests organized within the same directory.',
  replicas: 'The new desired number of replicas. Required.',
  requests:
    "The resource requirement requests for this container.  For example, 'cpu=100m,memory=256Mi'.  Note that server side components may assign requests depending on the server configuration, such as limit ranges.",
  resolve: 'If true, show secret or configmap references when listing variables',
  resource: 'Resource that the rule applies to',
  'resource-name': 'Resource in the white list that the rule applies to, repeat this flag for multiple items',
  'resource-version':
    'Precondition for resource version. Requires that the current resource version match this value in order to scale.',
  restart: 'The restart policy for this Pod.  Legal values [Always, OnFailure, Never].',
  revision: 'See the details, including podTemplate of the revision specified',
  rm: "If true, delete the pod after it exits.  Only valid when attaching to the container, e.g. with '--attach' or with '-i/--stdin'.",
  role: 'Role this RoleBinding should reference',
  rule: "Rule in format host/path=service:port[,tls=secretname]. Paths containing the leading character '*' are considered pathType=Prefix. tls argument is optional.",
  'save-config':
    'If true, the configuration of current object will be saved in its annotation. Otherwise, the annotation will be unchanged. This flag is useful when you want to perform kubectl apply on this object in the future.',
  schedule: 'A schedule in the Cron format the job should be run with.',
  scopes: 'A comma-delimited set of quota scopes that must all match each object tracked by the quota.',
  selector:
    "Selector (label query) to filter on, supports '=', '==', '!=', 'in', 'notin'.(e.g. -l key1=value1,key2=value2,key3 in (value3)). Matching objects must satisfy all of the specified label constraints.",
  'server-print': 'If true, have the server return the appropriate table output. Supports extension APIs and CRDs.',
  'server-side': 'If true, apply runs in the server instead of the client.',
  serviceaccount:
    'Service accounts to bind to the role, in the format <namespace>:<name>. The flag can be repeated to add multiple service accounts.',
  'session-affinity':
    "If non-empty, set the session affinity for the service to this; legal values: 'None', 'ClientIP'",
  'show-capacity': 'Print node resources based on Capacity instead of Allocatable(default) of the nodes.',
  'show-events': 'If true, display events related to the described object.',
  'show-kind': 'If present, list the resource type for the requested object(s).',
  'show-labels': 'When printing, show all labels as the last column (default hide labels column)',
  'show-managed-fields': 'If true, keep the managedFields when printing objects in JSON or YAML format.',
  since:
    'Only return logs newer than a relative duration like 5s, 2m, or 3h. Defaults to all logs. Only one of since-time / since may be used.',
  'since-time':
    'Only return logs after a specific date (RFC3339). Defaults to all logs. Only one of since-time / since may be used.',
  'skip-wait-for-delete-timeout':
    'If pod DeletionTimestamp older than N seconds, skip waiting for the pod.  Seconds must be greater than 0 to skip.',
  'sort-by':
    "If non-empty, sort list types using this field specification.  The field specification is expressed as a JSONPath expression (e.g. '{.metadata.name}'). The field in the API resource specified by this JSONPath expression must be an integer or a string.",
  stdin: 'Keep stdin open on the container in the pod, even if nothing is attached.',
  subresource: 'If specified, gets the subresource of the requested object.',
  sum: 'Print the sum of the resource usage',
  tail: 'Lines of recent log file to display. Defaults to -1 with no selector, showing all log lines otherwise 10, if a selector is provided.',
  'target-port': 'Name or number for the port on the container that the service should direct traffic to. Optional.',
  tcp: "Port pairs can be specified as '<port>:<targetPort>'.",
  template:
    'Template string or path to template file to use when -o=go-template, -o=go-template-file. The template format is golang templates [http://golang.org/pkg/text/template/#pkg-overview].',
  timeout:
    'The length of time to wait before giving up on a delete, zero means determine a timeout from the size of the object',
  timestamps: 'Include timestamps on each line in the log output',
  'to-revision': 'The revision to rollback to. Default to 0 (last revision).',
  tty: 'Allocate a TTY for the container in the pod.',
  type: "Type for this service: ClusterIP, NodePort, LoadBalancer, or ExternalName. Default is 'ClusterIP'.",
  types: 'Output only events of given types.',
  user: 'Usernames to bind to the role. The flag can be repeated to add multiple users.',
  validate:
    'Must be one of: strict (or true), warn, ignore (or false). "true" or "strict" will use a schema to validate the input and fail the request if invalid. It will perform server side validation if ServerSideFieldValidation is enabled on the api-server, but will fall back to less reliable client-side validation if not. "warn" will warn about unknown or duplicate fields without blocking the request if server-side field validation is enabled on the API server, and behave as "ignore" otherwise. "false" or "ignore" will not perform any schema validation, silently dropping any unknown or duplicate fields.',
  value: 'the value of this priority class.',
  verb: 'Verb that applies to the resources contained in the rule',
  verbs: 'Limit to resources that support the specified verbs.',
  wait: 'If true, wait for resources to be gone before returning. This waits for finalizers.',
  watch: 'After listing/getting the requested object, watch for changes.',
  'watch-only': 'Watch for changes to the requested object(s), without listing/getting first.',
  'kubectl get filename': 'Filename, directory, or URL to files identifying the resource to get from a server.',
  'kubectl get output':
    'Output format. One of: (json, yaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file, custom-columns, custom-columns-file, wide). See custom columns [https://kubernetes.io/docs/reference/kubectl/#custom-columns], golang template [http://golang.org/pkg/text/template/#pkg-overview] and jsonpath template [https://kubernetes.io/docs/reference/kubectl/jsonpath/].',
  'kubectl apply filename': 'The files that contain the configurations to apply.',
  'kubectl create filename': 'Filename, directory, or URL to files to use to create the resource',
  'kubectl delete filename': 'containing the resource to delete.',
  'kubectl delete all': 'Delete all resources, in the namespace of the specified resource types.',
  'kubectl delete output': 'Output mode. Use "-o name" for shorter output (resource/name).',
  'kubectl describe filename': 'Filename, directory, or URL to files containing the resource to describe',
  'kubectl scale filename': 'Filename, directory, or URL to files identifying the resource to set a new size',
  'kubectl exec container':
    'Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen',
  'kubectl exec stdin': 'Pass stdin to the container',
  'kubectl exec tty': 'Stdin is a TTY',
  'kubectl exec quiet': 'Only print output from the remote session',
  'kubectl attach container':
    'Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen',
  'kubectl attach stdin': 'Pass stdin to the container',
  'kubectl attach tty': 'Stdin is a TTY',
  'kubectl patch type': 'The type of patch being provided; one of [json merge strategic]',
  'kubectl rollout status watch': "Watch the status of the rollout until it's done.",
  'kubectl rollout status revision':
    'Pin to a specific revision for showing its status. Defaults to 0 (last revision).',
  'kubectl rollout status timeout':
    'The length of time to wait before ending watch, zero means never. Any other values should contain a corresponding time unit (e.g. 1s, 2m, 3h).',
  'kubectl scale timeout':
    "The length of time to wait before giving up on a scale operation, zero means don't wait. Any other values should contain a corresponding time unit (e.g. 1s, 2m, 3h).",
  'kubectl wait timeout':
    "The length of time to wait before giving up.  Zero means check once and don't wait, negative means wait for a week.",
  'kubectl drain timeout': 'The length of time to wait before giving up, zero means infinite',
  'kubectl drain force': 'Continue even if there are pods that do not declare a controller.',
  'kubectl events for': 'Filter events to only those pertaining to the specified resource.',
  'kubectl events watch': 'After listing the requested events, watch for more events.',
  'kubectl expose port':
    'The port that the service should serve on. Copied from the resource being exposed, if unspecified',
  'kubectl expose selector':
    'A label selector to use for this service. Only equality-based selector requirements are supported. If empty (the default) infer the selector from the replication controller or replica set.)',
  'kubectl expose labels': 'Labels to apply to the service created by this call.',
  'kubectl set env env': 'Specify a key-value pair for an environment variable to set into each container.',
  'kubectl set env list':
    'If true, display the environment and any changes in the standard format. this flag will removed when we have kubectl view env.',
  'kubectl set env overwrite':
    'If true, allow environment to be overwritten, otherwise reject updates that overwrite existing environment.',
  'kubectl set env prefix': 'Prefix to append to variable names',
  'kubectl annotate overwrite':
    'If true, allow annotations to be overwritten, otherwise reject annotation updates that overwrite existing annotations.',
  'kubectl taint overwrite':
    'If true, allow taints to be overwritten, otherwise reject taint updates that overwrite existing taints.',
  'kubectl create deployment image':
    'Image names to run. A deployment can have multiple images set for multi-container pod.',
  'kubectl create deployment replicas': 'Number of replicas to create. Default is 1.',
  'kubectl create deployment port': 'The containerPort that this deployment exposes.',
  'kubectl run port': 'The port that this container exposes.',
  'kubectl create secret generic type': 'The type of secret to create',
  'kubectl create job from': 'The name of the resource to create a Job from (only cronjob is supported).',
  'kubectl apply force':
    'If true, immediately remove resources from API and bypass graceful deletion. Note that immediate deletion of some resources may result in inconsistency or data loss and requires confirmation.',
};

/** The help's words for a flag of a command; empty where there are none. */
export function flagUsage(path: string, flag: string): string {
  return USAGES[`${path} ${flag}`] ?? USAGES[flag] ?? '';
}
