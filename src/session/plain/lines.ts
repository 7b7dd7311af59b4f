/** A kind of line that kubectl or the shell prints, and the sentence that explains it. */
interface LineKind {
  readonly key: string;
  /** Tried in order; each is anchored or a plain phrase, so that long lines cost nothing. Named groups fill the sentence. */
  readonly pattern: RegExp;
}

/** What kubectl calls an object: `pod/web`, `deployment.apps/web`. */
const OBJECT = String.raw`(?<object>[\w.-]+/[\w.-]+)`;

const done = (words: string): RegExp => new RegExp(String.raw`^${OBJECT} ${words}\b`);

/** The most telling first: what a message holds in the middle comes before how it begins. */
export const lineKinds: readonly LineKind[] = [
  // The API server's refusals
  { key: 'resourceType', pattern: /^error: the server doesn't have a resource type "(?<type>[^"]*)"/ },
  { key: 'namespaceNotFound', pattern: /^Error from server \(NotFound\).*namespaces "(?<name>[^"]+)" not found/ },
  { key: 'notFound', pattern: /[Ee]rror from server \(NotFound\): .*?(?<kind>[\w.-]+) "(?<name>[^"]+)" not found/ },
  {
    key: 'alreadyExists',
    pattern: /^Error from server \(AlreadyExists\): .*?(?<kind>[\w.-]+) "(?<name>[^"]+)" already/,
  },
  { key: 'quota', pattern: /exceeded quota: (?<name>[\w.-]+)/ },
  { key: 'namespaceTerminating', pattern: /because it is being terminated$/ },
  { key: 'admission', pattern: /violates PodSecurity|admission webhook "[^"]+" denied/ },
  { key: 'forbidden', pattern: /^Error from server \(Forbidden\)/ },
  { key: 'conflict', pattern: /^Error from server \(Conflict\)|please apply your changes to the latest version/ },
  { key: 'immutable', pattern: /field is immutable|may not be used|pod updates may not change fields/ },
  { key: 'selectorMismatch', pattern: /`selector` does not match template `labels`/ },
  { key: 'portTaken', pattern: /provided port is already allocated/ },
  { key: 'invalidName', pattern: /a lowercase RFC 1123 (?:subdomain|label) must consist of/ },
  { key: 'required', pattern: /\b(?<field>[a-z][\w.[\]]*): Required value/ },
  { key: 'unsupported', pattern: /\b(?<field>[a-z][\w.[\]]*): Unsupported value/ },
  { key: 'invalid', pattern: /^The (?<kind>\S+) "(?<name>[^"]*)" is invalid/ },
  { key: 'unknownField', pattern: /unknown field "(?<field>[^"]+)"/ },
  { key: 'tooManyRequests', pattern: /violate the pod's disruption budget/ },
  { key: 'unauthorized', pattern: /^error: You must be logged in to the server/ },
  { key: 'changeNeeded', pattern: /^error: at least one .* is required/ },
  { key: 'noMetrics', pattern: /^error: Metrics API not available/ },
  { key: 'noMapping', pattern: /no matches for kind "(?<kind>[^"]+)" in version "(?<version>[^"]+)"/ },
  // Reading files
  { key: 'noFile', pattern: /the path "(?<path>[^"]+)" does not exist/ },
  { key: 'notYaml', pattern: /^error: error parsing (?<path>\S+): error converting YAML to JSON/ },
  { key: 'noKind', pattern: /Object 'Kind' is missing|kind not set|apiVersion not set/ },
  { key: 'fileNeeded', pattern: /must specify (?:one of -f and -k|--filename)/ },
  { key: 'noObjects', pattern: /^error: no objects passed to/ },
  { key: 'otherNamespace', pattern: /^error: the namespace from the provided object/ },
  {
    key: 'missingAnnotation',
    pattern: /is missing the kubectl\.kubernetes\.io\/last-applied-configuration annotation/,
  },
  // How the line was written
  { key: 'unknownCommand', pattern: /^error: unknown command "(?<word>[^"]*)"/ },
  { key: 'didYouMean', pattern: /^Did you mean this\?/ },
  { key: 'unknownFlag', pattern: /unknown (?:shorthand )?flag: (?<flag>\S+)/ },
  { key: 'flagValue', pattern: /flag needs an argument: (?<flag>\S+)/ },
  { key: 'invalidArgument', pattern: /^error: invalid argument (?<value>"[^"]*") for "(?<flag>[^"]+)" flag/ },
  { key: 'requiredFlag', pattern: /required flag\(s\) (?<flag>.+) not set/ },
  { key: 'oneName', pattern: /exactly one NAME is required/ },
  { key: 'typeNeeded', pattern: /^You must specify the type of resource to get|Required resource not specified/ },
  { key: 'nameNeeded', pattern: /but no name was specified|resource name may not be empty/ },
  { key: 'slashTwice', pattern: /there is no need to specify a resource type as a separate argument/ },
  { key: 'outputFormat', pattern: /unable to match a printer suitable for the output format "(?<format>[^"]*)"/ },
  { key: 'allAndName', pattern: /setting 'all' parameter but found a non empty selector|name cannot be provided when/ },
  {
    key: 'overwriteNeeded',
    pattern: /--overwrite is false but found|already has a value .*, and --overwrite is false/,
  },
  { key: 'deprecatedFlag', pattern: /^Flag (?<flag>--\S+) has been deprecated/ },
  { key: 'seeHelp', pattern: /^See '(?<command>kubectl[^']*) (?:-h|--help)' for/ },
  {
    key: 'noContext',
    pattern: /context "?(?<name>[^" ]+)"? (?:does not exist|not found)|no context exists with the name/,
  },
  { key: 'kustomize', pattern: /kustomize is not part of Podground/ },
  // Waiting and rolling out
  { key: 'timedOut', pattern: /timed out waiting for the condition/ },
  { key: 'deadline', pattern: /exceeded its progress deadline/ },
  {
    key: 'rolledOut',
    pattern:
      /^(?:deployment|daemon set|statefulset|partitioned roll out)\b.* successfully rolled out|roll out complete/,
  },
  { key: 'rollingOld', pattern: /^Waiting for deployment .*: (?<count>\d+) old replicas are pending termination/ },
  {
    key: 'rollingNew',
    pattern: /^Waiting for deployment .*: (?<done>\d+) out of (?<all>\d+) new replicas have been updated/,
  },
  {
    key: 'rollingReady',
    pattern: /^Waiting for deployment .*: (?<done>\d+) of (?<all>\d+) updated replicas are available/,
  },
  { key: 'conditionMet', pattern: / condition met$/ },
  { key: 'noHistory', pattern: /no rollout history found|unable to find specified revision/ },
  { key: 'paused', pattern: /you cannot rollback a paused|is already paused|can't restart paused/ },
  // Containers
  { key: 'noShell', pattern: /exec: "(?<program>[^"]+)": (?:executable file not found|stat .*: no such file)/ },
  { key: 'containerGone', pattern: /unable to upgrade connection: container not found/ },
  { key: 'completedPod', pattern: /cannot exec into a container in a completed pod/ },
  { key: 'exitCode', pattern: /^command terminated with exit code (?<code>\d+)/ },
  { key: 'defaulted', pattern: /^Defaulted container "(?<name>[^"]+)" out of:/ },
  { key: 'chooseContainer', pattern: /a container name must be specified for pod/ },
  { key: 'notStarted', pattern: /is waiting to start: (?<reason>\S+)/ },
  { key: 'noPrevious', pattern: /previous terminated container "[^"]*" in pod "[^"]*" not found/ },
  { key: 'noHost', pattern: /does not have a host assigned/ },
  { key: 'promptHint', pattern: /^If you don't see a command prompt/ },
  { key: 'forwarding', pattern: /^Forwarding from (?<address>\S+) -> (?<port>\d+)/ },
  // Nodes
  { key: 'drainDaemonSet', pattern: /cannot delete DaemonSet-managed Pods/ },
  { key: 'drainLocal', pattern: /cannot delete Pods with local storage/ },
  { key: 'drainBare', pattern: /cannot delete Pods (?:that declare no controller|declare no controller)/ },
  { key: 'drainIgnoring', pattern: /^Warning: ignoring DaemonSet-managed Pods/ },
  { key: 'evicting', pattern: /^evicting pod (?<object>\S+)/ },
  { key: 'cordoned', pattern: done('(?:cordoned|already cordoned)') },
  { key: 'uncordoned', pattern: done('uncordoned') },
  { key: 'drained', pattern: done('drained') },
  { key: 'tainted', pattern: done('tainted') },
  // What was done
  { key: 'dryRun', pattern: /\((?:server )?dry run\)$/ },
  { key: 'created', pattern: done('created') },
  { key: 'configured', pattern: done('configured') },
  { key: 'unchanged', pattern: done('unchanged') },
  { key: 'serverSide', pattern: done('serverside-applied') },
  { key: 'deleted', pattern: /^(?<kind>[\w.-]+) "(?<name>[^"]+)" (?:force )?deleted/ },
  { key: 'scaled', pattern: done('scaled') },
  { key: 'autoscaled', pattern: done('autoscaled') },
  { key: 'exposed', pattern: done('exposed') },
  { key: 'restarted', pattern: done('restarted') },
  { key: 'rolledBack', pattern: done('rolled back') },
  { key: 'rolloutPaused', pattern: done('paused') },
  { key: 'rolloutResumed', pattern: done('resumed') },
  {
    key: 'patched',
    pattern: done(
      String.raw`(?:patched|edited|replaced|image updated|env updated|selector updated|resource requirements updated)`,
    ),
  },
  { key: 'labelled', pattern: done('(?:labeled|unlabeled|annotated|not labeled)') },
  { key: 'skipped', pattern: /^Edit cancelled|\bskipped$/ },
  { key: 'forceWarning', pattern: /^Warning: Immediate deletion does not wait/ },
  { key: 'clusterScoped', pattern: /^Warning: deleting cluster-scoped resources/ },
  { key: 'otherWarning', pattern: /^Warning: / },
  // What get shows
  { key: 'nothingFound', pattern: /^No resources found in (?<namespace>\S+) namespace\.$/ },
  { key: 'nothingAnywhere', pattern: /^No resources found$/ },
  { key: 'crashLoop', pattern: /\b(?:Init:)?CrashLoopBackOff\b/ },
  { key: 'imagePull', pattern: /\b(?:Init:)?(?:ImagePullBackOff|ErrImagePull|InvalidImageName)\b/ },
  { key: 'imageNever', pattern: /\bErrImageNeverPull\b/ },
  { key: 'configError', pattern: /\bCreateContainerConfigError\b/ },
  { key: 'runError', pattern: /\b(?:RunContainerError|CreateContainerError|StartError|ContainerCannotRun)\b/ },
  { key: 'oomKilled', pattern: /\bOOMKilled\b/ },
  { key: 'evicted', pattern: /\b(?:Evicted|NodeLost|ContainerStatusUnknown)\b/ },
  { key: 'initialising', pattern: /\bInit:(?<done>\d+)\/(?<all>\d+)\b/ },
  { key: 'gated', pattern: /\bSchedulingGated\b/ },
  { key: 'containerCreating', pattern: /\b(?:ContainerCreating|PodInitializing)\b/ },
  { key: 'terminating', pattern: /^\S+ .*\bTerminating\b/ },
  { key: 'externalPending', pattern: /\bLoadBalancer\b.* <pending> / },
  { key: 'podPending', pattern: /^\S+ +0\/\d+ +Pending\b/ },
  { key: 'claimPending', pattern: /^\S+ +Pending +/ },
  { key: 'podCompleted', pattern: /^\S+ +0\/\d+ +Completed\b/ },
  { key: 'podError', pattern: /^\S+ +\d+\/\d+ +Error\b/ },
  { key: 'notReady', pattern: /^\S+ +0\/[1-9]\d* +Running\b/ },
  { key: 'cordonedNode', pattern: /\bReady,SchedulingDisabled\b/ },
  { key: 'nodeNotReady', pattern: /^\S+ +NotReady\b/ },
  // Help
  { key: 'helpUsage', pattern: /^Usage:$/ },
  { key: 'helpOptions', pattern: /^Options:$/ },
  { key: 'helpExamples', pattern: /^Examples:$/ },
  { key: 'helpAliases', pattern: /^Aliases:$/ },
  { key: 'helpCommands', pattern: /^[A-Z][\w ()]*Commands\b.*:$/ },
  { key: 'helpGlobal', pattern: /^Use "kubectl options" for/ },
  { key: 'helpMore', pattern: /^Use "kubectl[^"]*<command> --help" for/ },
  // Outside of kubectl
  { key: 'noProgram', pattern: /: command not found$/ },
  { key: 'noSuchFile', pattern: /: No such file or directory$/ },
  { key: 'refused', pattern: /Connection refused|connect: connection refused|Failed to connect to/ },
  { key: 'unresolved', pattern: /Could not resolve host|no such host|bad address|can't resolve|NXDOMAIN/ },
  { key: 'noAnswer', pattern: /Connection timed out|Operation timed out|i\/o timeout|download timed out/ },
  // Whatever else went wrong
  { key: 'otherServerError', pattern: /^Error from server/ },
  { key: 'otherError', pattern: /^[Ee]rror: / },
];
