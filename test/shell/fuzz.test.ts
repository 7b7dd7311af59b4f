import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTerminal } from './terminal.ts';

const pieces = [
  'kubectl get pods',
  'kubectl get pods -w',
  'kubectl get all -A -o yaml',
  'kubectl describe',
  'kubectl delete pod',
  'kubectl apply -f -',
  'kubectl run x --image=nginx',
  'kubectl scale deploy/web --replicas=3',
  'kubectl create deployment web --image=nginx',
  'kubectl logs -f web',
  'kubectl exec -it web -- sh',
  'k',
  'docker ps',
  'docker kill',
  'docker stop node-1',
  'docker build -t x .',
  'curl http://localhost:30000/',
  'http POST :1/x a=b',
  'wget -qO- x',
  'minikube service',
  'echo',
  'cat',
  'grep -E',
  'sed',
  "awk '{print $1}'",
  'awk',
  'jq',
  "jq '.items[] | .x'",
  'sort -k',
  'uniq -c',
  'cut -d',
  'tr a-z',
  'head -n',
  'tail',
  'wc',
  'xargs',
  'printf %s%d',
  'seq 3',
  'yes',
  'watch date',
  'sleep 1',
  'timeout 1',
  'date +',
  'export',
  'set',
  'read x',
  'alias k=',
  'unset',
  'cd',
  'ls -lR',
  'rm -rf',
  'mkdir -p a/b',
  'test',
  '[ a',
  '[[ a == b* ]]',
  'if',
  'then',
  'else',
  'fi',
  'for i in',
  'while',
  'do',
  'done',
  'case x in',
  'esac',
  '{',
  '}',
  '(',
  ')',
  '((',
  '))',
  '$(',
  '`',
  '$((1/0))',
  '${x:-',
  '${x//a/b}',
  '$x',
  '"$@"',
  '"',
  "'",
  '\\',
  '|',
  '||',
  '&&',
  ';',
  '&',
  '>',
  '>>',
  '2>&1',
  '<',
  '<<EOF',
  'EOF',
  '\n',
  '*',
  '?[a-',
  '{1..3}',
  '#',
  '!',
  '-',
  '--',
  '-x',
  '-n',
  'a.yaml',
  '/',
  '.',
  '..',
  '=',
  'x=1',
  '한글',
  '\u0000',
  '\uD800',
];

const line = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...pieces) },
      { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
    ),
    {
      minLength: 1,
      maxLength: 10,
    },
  )
  .map((words) => words.join(' '));

/** Lines that mostly can be read: commands with odd arguments, joined as people join them. */
const command = fc
  .tuple(
    fc.constantFrom(...pieces.slice(0, pieces.indexOf('if'))),
    fc.array(
      fc.oneof(
        fc.constantFrom(
          '-n',
          '-l',
          '-r',
          '-c',
          '-k2',
          '-A',
          '-o',
          'json',
          'a.yaml',
          '-',
          '"$x"',
          '$(date)',
          '*',
          '5',
          'web',
          "'.a'",
        ),
        fc.constantFrom(
          '--help',
          '--watch',
          '-f',
          'a.yaml',
          '-it',
          '--',
          'pod/a',
          'deploy',
          '{a,b}',
          '>f',
          '<a.yaml',
          '$((2+3))',
        ),
        fc.stringMatching(/^[a-z0-9./:*+?[\]{}^=-]{1,6}$/),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([name, args]) => [name, ...args].join(' '));

const readable = fc
  .array(fc.tuple(command, fc.constantFrom(' | ', ' | ', ' ; ', ' && ', ' || ', '\n')), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([text, joint], index) => (index === parts.length - 1 ? text : text + joint)).join(''));

const files = {
  'a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - {name: c, image: nginx}\n',
};

describe('random lines', () => {
  it('neither throw, nor hang, nor print what JavaScript calls things', () => {
    let terminal = openTerminal(files);
    let runs = 0;
    fc.assert(
      fc.property(fc.oneof(line, readable), (text) => {
        // A fresh cluster now and then, so that what one line broke does not hide what the others do.
        if ((runs += 1) % 50 === 0) terminal = openTerminal(files);
        const printed = terminal.run(text);
        const own = text.includes('undefined') ? '' : printed;
        expect(own).not.toMatch(/undefined|\[object Object\]|NaN|TypeError|RangeError/);
        expect(terminal.status()).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 1500), seed: Number(process.env['FUZZ_SEED'] ?? 1) },
    );
  }, 600_000);

  it('can be completed anywhere', () => {
    const { shell } = openTerminal(files);
    fc.assert(
      fc.property(line, fc.nat(80), (text, cursor) => {
        const { candidates, from, to } = shell.complete(text, cursor);
        expect(from).toBeLessThanOrEqual(to);
        expect(candidates.join()).not.toContain('undefined');
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});
