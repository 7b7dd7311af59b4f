import fc from 'fast-check';
import type { Shell } from '../../src/shell/index.ts';

/*
 * Command lines as nobody has typed them yet: by the grammar of kubectl and of the shell, by shuffling their words, and with
 * single characters damaged. fast-check makes the same ones for the same seed.
 */

const words = (text: string): string[] => text.split(' ');

/** Names that a cluster of the tests has, and some that it has not. */
const NAMES = words('web web-0 a p nope node-1 default kube-system kubernetes cm-1 WEB web_1 a.b 한글 ..');
const KINDS = words(
  'pods pod po svc services deploy deployments deployments.apps deployment.v1.apps rs sts ds jobs cj nodes ns events cm ' +
    'secrets all pvc pv hpa ing endpoints endpointslices sa roles crd widgets pods,svc pods,nope po,po, .apps pods. v1',
);
const VALUES = [
  ...words('1 0 -1 3 1e9 99999999999999999999 0x10 007 true false yes wide yaml json name - , = == a=b a=b,c!=d !a'),
  ...words(
    '10% 5s 0s -1s 1h30m forever nginx nginx:1.27 nginx:nope UPPER:case a/b:c cpu=1,memory=1Gi client server none',
  ),
  ...words(
    'jsonpath={.items[*].metadata.name} jsonpath={.a jsonpath={} custom-columns=A:.metadata.name custom-columns=',
  ),
  ...words(
    'go-template={{.kind}} go-template={{range .items}}{{.x}}{{end}} go-template={{ template -o=yaml .metadata.name',
  ),
  ...words(
    'metadata.name=web status.phase=Running spec.nodeName! a in (b) in notin k=v:NoSchedule k:NoExecute- k- m.yaml',
  ),
  ...words(
    'condition=Ready delete jsonpath={.status.phase}=Running {"spec":{"replicas":2}} [{"op":"remove"}] {} null [',
  ),
  ...words(
    '80 80:8080 :80 70000 tcp/80 cronjob/x deploy/web web/ /web a/b/c * ? ~ $HOME ../x /etc/passwd https://x/y.yaml',
  ),
  '',
  ' ',
  '💥',
  '\u0000',
  '\uD800',
  'x'.repeat(300),
  "'",
  '"',
  '@every 5m',
  '*/5 * * * *',
  '--',
];

/** Commands that do what they say, to be made longer or damaged. */
const BASES = [
  'get pods',
  'get pods -A -o wide',
  'get all -o yaml',
  'get deploy web -o json',
  'get po a -o jsonpath={.status.phase}',
  'get events --sort-by=.lastTimestamp',
  'get pods -w',
  'get deploy,svc -L app --show-labels',
  'describe pod a',
  'describe deploy web',
  'describe nodes',
  'describe svc kubernetes',
  'create deployment x --image=nginx --replicas=2',
  'create service clusterip s --tcp=80:80',
  'create configmap c --from-literal=a=b',
  'create secret generic s --from-literal=a=b',
  'create job j --image=busybox -- sh -c date',
  'create cronjob cj --image=busybox --schedule=*/1 * * * *',
  'create namespace n1',
  'create quota q --hard=pods=2',
  'create pdb b --selector=app=web --min-available=1',
  'create ingress i --rule=a.b/c*=web:80',
  'create role r --verb=get --resource=pods',
  'apply -f m.yaml',
  'apply -f m.yaml --server-side',
  'apply -f m.yaml --dry-run=server -o yaml',
  'delete -f m.yaml --wait=false',
  'delete pod a --now',
  'delete pods --all --force',
  'delete deploy web --cascade=orphan',
  'replace -f m.yaml',
  'scale deploy web --replicas=3',
  'autoscale deploy web --max=3',
  'set image deploy/web nginx=nginx:1.28',
  'set env deploy/web A=b',
  'set resources deploy/web --limits=cpu=1',
  'set selector svc kubernetes a=b',
  'rollout status deploy web',
  'rollout history deploy web --revision=1',
  'rollout undo deploy web',
  'rollout restart deploy web',
  'rollout pause deploy web',
  'rollout resume deploy web',
  'logs a',
  'logs -f deploy/web --tail=3',
  'logs -l app=web --prefix',
  'exec a -- env',
  'exec -it a -- sh',
  'run r --image=nginx --expose --port=80',
  'run r -it --rm --image=busybox --restart=Never -- sh',
  'expose deploy web --port=80',
  'port-forward a 8080:80',
  'label pod a x=y',
  'label pod a x-',
  'annotate pod a x=y --overwrite',
  'patch deploy web -p {"spec":{"replicas":2}}',
  'patch deploy web --type=json -p [{"op":"remove","path":"/spec/paused"}]',
  'explain pod.spec',
  'explain deploy --recursive',
  'api-resources',
  'api-versions',
  'version',
  'cluster-info',
  'config view',
  'config set-context --current --namespace=default',
  'cordon node-1',
  'uncordon node-1',
  'drain node-1 --ignore-daemonsets',
  'taint nodes node-1 k=v:NoSchedule',
  'top nodes',
  'top pods',
  'events',
  'wait pod/a --for=condition=Ready --timeout=1s',
  'wait --for=delete pod/a --timeout=1s',
  'diff -f m.yaml',
  'auth can-i get pods',
  'cp m.yaml a:/tmp/m',
  'debug a -it --image=busybox',
  'attach a',
  'edit deploy web',
  'kustomize .',
].map(words);

/** What kubectl has: its commands, each with the flags that Tab offers for it. */
export interface KubectlWords {
  readonly commands: readonly (readonly string[])[];
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

/** Asks Tab for everything. */
export function kubectlWords(shell: Pick<Shell, 'complete'>): KubectlWords {
  const offered = (line: string): readonly string[] => shell.complete(line, line.length).candidates;
  const first = offered('kubectl ');
  const parents = words('rollout set create config auth top certificate cluster-info apply');
  const commands = first.flatMap((name) => {
    const more = parents.includes(name) ? offered(`kubectl ${name} `).filter((word) => /^[a-z-]+$/.test(word)) : [];
    return [[name], ...more.map((word) => [name, word])];
  });
  const flags = new Map(commands.map((command) => [command.join(' '), offered(`kubectl ${command.join(' ')} --`)]));
  return { commands, flags };
}

const value = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 2, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: 'binary' }) },
);

const target = fc.oneof(
  fc.constantFrom(...KINDS),
  fc.constantFrom(...NAMES),
  fc.tuple(fc.constantFrom(...KINDS), fc.constantFrom(...NAMES)).map(([kind, name]) => `${kind}/${name}`),
  value,
);

const SHORT_FLAGS = words('-n -A -w -o -l -f -k -L -c -p -it -i -t -h -x -R -oyaml -owide -ndefault -fm.yaml -- -');
/** Flags with values that fit, whatever the command is. */
const FITTING = words(
  '-n=default -n=kube-system --dry-run=client --dry-run=server -o=yaml -o=json -o=name -o=wide -A --all-namespaces -l=app=web ' +
    '--all --force --now --wait=false --timeout=1s --replicas=1 --record --overwrite --show-labels --no-headers --help',
);

function flagOf(flags: readonly string[]): fc.Arbitrary<string[]> {
  const long = flags.length === 0 ? fc.constant('--help') : fc.constantFrom(...flags);
  return fc.oneof(
    long.map((flag) => [flag]),
    fc.tuple(long, value).map(([flag, given]) => [flag.endsWith('=') ? flag + given : `${flag}=${given}`]),
    fc.tuple(fc.oneof(long, fc.constantFrom(...SHORT_FLAGS)), value).map(([flag, given]) => [flag, given]),
    fc.constantFrom(...SHORT_FLAGS, ...FITTING, ...FITTING).map((flag) => [flag]),
  );
}

/** Leaves a character out, doubles it, or puts another one there. */
const damage = fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('drop', 'double', 'replace'), fc.string({ maxLength: 1 }));

function damaged(
  args: readonly string[],
  [where, at, how, other]: typeof damage extends fc.Arbitrary<infer T> ? T : never,
) {
  const index = where % Math.max(1, args.length);
  return args.map((word, each) => {
    if (each !== index || word === '') return word;
    const place = at % word.length;
    const middle = how === 'drop' ? '' : how === 'double' ? word.charAt(place).repeat(2) : other;
    return word.slice(0, place) + middle + word.slice(place + 1);
  });
}

/** The arguments of a kubectl command, as its grammar, a mistyped one, or nothing at all would have them. */
export function kubectlArguments({ commands, flags }: KubectlWords): fc.Arbitrary<string[]> {
  const wellFormed = fc
    .constantFrom(...commands)
    .chain((command) =>
      fc
        .array(
          fc.oneof(
            { weight: 3, arbitrary: target.map((word) => [word]) },
            { weight: 2, arbitrary: flagOf(flags.get(command.join(' ')) ?? []) },
          ),
          { maxLength: 5 },
        )
        .map((rest) => [...command, ...rest.flat()]),
    );
  const longer = fc.constantFrom(...BASES).chain((base) => {
    const command = flags.has(base.slice(0, 2).join(' ')) ? base.slice(0, 2).join(' ') : (base[0] ?? '');
    const extra = fc.oneof(
      flagOf(flags.get(command) ?? []),
      fc.constantFrom(...FITTING).map((flag) => [flag]),
      target.map((word) => [word]),
    );
    return fc.array(extra, { maxLength: 2 }).map((rest) => [...base, ...rest.flat()]);
  });
  const soup = fc.array(fc.oneof(target, value, fc.constantFrom(...commands.flat(), ...SHORT_FLAGS)), { maxLength: 7 });
  return fc.oneof(
    { weight: 4, arbitrary: wellFormed },
    { weight: 6, arbitrary: longer },
    { weight: 2, arbitrary: fc.tuple(fc.oneof(longer, wellFormed), damage).map(([args, how]) => damaged(args, how)) },
    { weight: 1, arbitrary: soup },
  );
}

const FRAGMENTS = [
  ...words(
    'kubectl k docker curl http wget minikube echo printf cat grep egrep sed awk jq sort uniq cut tr head tail wc tee',
  ),
  ...words(
    'xargs seq yes watch sleep timeout date export set read alias unset cd ls rm mkdir touch mv cp test [ [[ ]] ]',
  ),
  ...words(
    'if then elif else fi for i in while until do done case esac function { } ( ) (( )) ; & && || | |& ! time eval',
  ),
  ...words(
    '> >> < << <<< 2>&1 &> <<EOF EOF $( ` ${ } $(( )) $x "$@" ${x:-y} ${x//a/b} ${#x} ${x%%.*} $((1/0)) $((x++)) $?',
  ),
  ...words(
    '" \' \\ # = x=1 a.yaml *.yaml ?[a- {1..3} {a,b} ~ / . .. - -- -n -l -c -o json -E -v -w -d : %1 $! 한글 💥',
  ),
  'kubectl get pods',
  'kubectl get pods -w',
  'kubectl delete pod a --wait=false',
  'kubectl run a --image=nginx',
  'kubectl apply -f a.yaml',
  'kubectl exec -it a -- sh',
  'kubectl logs -f a',
  'docker ps',
  'curl -s localhost:30080',
  "awk '{print $1}'",
  "jq '.items[]|.metadata.name'",
  "sed 's/a\\(b*\\)/\\1/g'",
  "grep -E '(a|b)*c+'",
  'printf %s%5d%x',
  '\n',
  '\t',
  '\u0000',
  '\uD800',
  '\r',
];

const fragment = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...FRAGMENTS) },
  { weight: 1, arbitrary: fc.string({ maxLength: 8, unit: 'binary' }) },
);

const argument = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(...words('-n -l -r -c -k2 -A -o json a.yaml - "$x" $(date) * 5 web .a --help -f')),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...words('--watch -it -- pod/a deploy {a,b} >f <a.yaml $((2+3)) "a b" \'c\' x=$x')),
  },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9./:*+?[\]{}^=-]{1,6}$/) },
);

const PROGRAMS = words(
  'kubectl docker curl http wget minikube echo printf cat grep sed awk jq sort uniq cut tr head tail wc tee xargs seq watch ' +
    'timeout date export set read alias unset cd ls rm mkdir touch mv cp test type which history jobs kill wait base64 env',
);

const simple = fc
  .tuple(fc.oneof(fc.constantFrom(...PROGRAMS), fc.constantFrom(...FRAGMENTS)), fc.array(argument, { maxLength: 4 }))
  .map(([name, args]) => [name, ...args].join(' '));

/** Commands within others, three deep. */
const { command } = fc.letrec<{ command: string }>((tie) => ({
  command: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'command' },
    { weight: 6, arbitrary: simple },
    { weight: 2, arbitrary: fc.tuple(tie('command'), tie('command')).map((both) => both.join(' | ')) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(tie('command'), fc.constantFrom(' ; ', ' && ', ' || ', '\n', ' & '), tie('command'))
        .map((all) => all.join('')),
    },
    { weight: 1, arbitrary: tie('command').map((body) => `for i in 1 2; do ${body}; done`) },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('command'), tie('command')).map(([test, body]) => `if ${test}; then ${body}; fi`),
    },
    { weight: 1, arbitrary: tie('command').map((body) => `echo "$(${body})"`) },
    { weight: 1, arbitrary: tie('command').map((body) => `f() { ${body}; }; f a b`) },
    { weight: 1, arbitrary: tie('command').map((body) => `while ${body}; do break; done`) },
    { weight: 1, arbitrary: tie('command').map((body) => `(${body}) > f 2>&1; cat f`) },
    { weight: 1, arbitrary: tie('command').map((body) => `cat <<EOF\n$(${body})\nEOF`) },
  ),
}));

/** Lines for the shell: by its grammar, of its words in any order, and damaged ones. */
export const shellLine: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: command },
  { weight: 4, arbitrary: fc.array(fragment, { minLength: 1, maxLength: 10 }).map((parts) => parts.join(' ')) },
  { weight: 1, arbitrary: fc.tuple(command, damage).map(([text, how]) => damaged([text], how).join('')) },
  { weight: 1, arbitrary: fc.string({ maxLength: 30, unit: 'binary' }) },
);
