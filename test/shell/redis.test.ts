import { describe, expect, it } from 'vitest';
import { openTerminal, type Terminal } from './terminal.ts';

function open(): Terminal {
  const terminal = openTerminal();
  terminal.run('kubectl create deployment redis --image=redis:7 --port=6379; kubectl expose deployment redis');
  terminal.run('kubectl run bb --image=redis:7 --command -- sleep 3600');
  terminal.run('kubectl wait --for=condition=Ready pod --all; sleep 1');
  return terminal;
}

/** What commands of redis-cli print in the server's own container, each on its own. */
function asked(terminal: Terminal, ...commands: readonly string[]): string {
  return terminal.run(commands.map((command) => `kubectl exec deploy/redis -- redis-cli ${command}`).join('\n'));
}

/** A pod as "Configuring Redis using a ConfigMap" of Kubernetes's documentation has it. */
const TUTORIAL = {
  'config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: example-redis-config}\ndata: {redis-config: ""}\n',
  'changed.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: example-redis-config}\ndata:\n  redis-config: |\n    maxmemory 2mb\n    maxmemory-policy allkeys-lru\n',
  'pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: redis}
spec:
  containers:
  - name: redis
    image: redis:8.0.2
    command: [redis-server, /redis-master/redis.conf]
    env: [{name: MASTER, value: "true"}]
    ports: [{containerPort: 6379}]
    volumeMounts:
    - {mountPath: /redis-master-data, name: data}
    - {mountPath: /redis-master, name: config}
  volumes:
  - {name: data, emptyDir: {}}
  - name: config
    configMap: {name: example-redis-config, items: [{key: redis-config, path: redis.conf}]}
`,
};

describe('redis-cli', () => {
  it('keeps what it is told until the container is started again', () => {
    const terminal = open();
    expect(asked(terminal, 'ping', 'set visits 41', 'incr visits', 'get visits')).toBe('PONG\nOK\n42\n42\n');
    expect(asked(terminal, 'lpush names ann bob', 'lrange names 0 -1', 'llen names')).toBe('2\nbob\nann\n2\n');
    expect(asked(terminal, 'keys n*', 'dbsize', 'del visits names', 'dbsize')).toBe('names\n2\n2\n0\n');
    asked(terminal, 'set stays no');
    terminal.run('kubectl exec deploy/redis -- sh -c "kill 1"; sleep 30');
    expect(asked(terminal, 'get stays')).toBe('\n');
  });

  it('is answered through a Service, and says why it is not', () => {
    const terminal = open();
    asked(terminal, 'set from server');
    const exec = 'kubectl exec bb -- redis-cli';
    expect(terminal.run(`${exec} -h redis get from; ${exec} -h redis set back 1`)).toBe('server\nOK\n');
    expect(asked(terminal, 'get back')).toBe('1\n');
    expect(terminal.run(`${exec} ping`)).toBe(
      'Could not connect to Redis at 127.0.0.1:6379: Connection refused\ncommand terminated with exit code 1\n',
    );
    expect(terminal.run(`${exec} -h nowhere ping`)).toContain(
      'Could not connect to Redis at nowhere:6379: Name or service not known\n',
    );
  });

  it('shows replies on a terminal as people read them, and stays for more', () => {
    const terminal = open();
    expect(
      terminal.run(
        ['kubectl exec -it deploy/redis -- redis-cli', 'set a "b c"', 'get a', 'get no', 'incr a', 'lrange l 0 -1']
          .concat(['rpush l x y', 'lrange l 0 -1', 'nosuch 1', 'get', 'exit', 'echo back'])
          .join('\n'),
      ),
    ).toBe(
      [
        'OK',
        '"b c"',
        '(nil)',
        '(error) ERR value is not an integer or out of range',
        '(empty array)',
        '(integer) 2',
        '1) "x"',
        '2) "y"',
        "(error) ERR unknown command 'nosuch', with args beginning with: '1' ",
        "(error) ERR wrong number of arguments for 'get' command",
        'back',
        '',
      ].join('\n'),
    );
  });

  it('shows what it was prompted with', () => {
    let prompts: string[] = [];
    const terminal = openTerminal({}, { onCommand: (_text, prompt) => void prompts.push(prompt) });
    terminal.run('kubectl run redis --image=redis; kubectl wait --for=condition=Ready pod/redis; sleep 1');
    prompts = [];
    terminal.run('kubectl exec -it redis -- sh\nredis-cli\nselect 2\nping\nexit\nexit');
    expect(prompts.slice(1)).toEqual(['# ', '127.0.0.1:6379> ', '127.0.0.1:6379[2]> ', '127.0.0.1:6379[2]> ', '# ']);
  });

  it('has the configuration that its server was started with', () => {
    const terminal = openTerminal(TUTORIAL);
    terminal.run('kubectl apply -f config.yaml -f pod.yaml; kubectl wait --for=condition=Ready pod/redis; sleep 1');
    const ask = 'kubectl exec -it redis -- redis-cli\nCONFIG GET maxmemory\nCONFIG GET maxmemory-policy\nexit';
    const before = '1) "maxmemory"\n2) "0"\n1) "maxmemory-policy"\n2) "noeviction"\n';
    expect(terminal.run(ask)).toBe(before);
    terminal.run('kubectl apply -f changed.yaml; sleep 180');
    expect(terminal.run('kubectl exec redis -- cat /redis-master/redis.conf')).toContain('maxmemory 2mb\n');
    expect(terminal.run(ask)).toBe(before);
    terminal.run(
      'kubectl delete pod redis; kubectl apply -f pod.yaml; kubectl wait --for=condition=Ready pod/redis; sleep 1',
    );
    expect(terminal.run(ask)).toBe('1) "maxmemory"\n2) "2097152"\n1) "maxmemory-policy"\n2) "allkeys-lru"\n');
  });

  it('asks for a password where one is set, and forgets what has expired', () => {
    const terminal = openTerminal();
    terminal.run('kubectl run redis --image=redis -- redis-server --requirepass secret');
    terminal.run('kubectl wait --for=condition=Ready pod/redis; sleep 1');
    const exec = 'kubectl exec redis -- redis-cli';
    expect(terminal.run(`${exec} ping`)).toBe('NOAUTH Authentication required.\n\n');
    const known = `${exec} --no-auth-warning -a secret`;
    expect(terminal.run(`${known} set a 1 ex 10; ${known} exists a; sleep 11; ${known} exists a`)).toBe('OK\n1\n0\n');
  });
});
