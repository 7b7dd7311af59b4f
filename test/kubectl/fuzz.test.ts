import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Terminal } from './cluster-env.ts';

const WORDS = [
  ...'get describe delete apply create scale rollout status history undo restart pause set image env label annotate'.split(
    ' ',
  ),
  ...'logs exec run expose patch replace edit explain cordon drain uncordon taint wait events top auth can-i config'.split(
    ' ',
  ),
  ...'api-resources version cluster-info autoscale diff attach port-forward view use-context secret generic'.split(' '),
  ...'pods pod po svc deploy/web deployment web nodes node-1 all ns default rs events cm secrets nope foo/bar a/b/c'.split(
    ' ',
  ),
  ...'-n -A -w -o wide yaml json name jsonpath={.items} -l app=web --all --force --replicas=2 --image=nginx -f m.yaml'.split(
    ' ',
  ),
  ...'-it -- sh ls --dry-run=client --dry-run -p {"a":1} --for=delete --timeout=1s --help -h -x --nope= --=1 -- = ,'.split(
    ' ',
  ),
  ...'k=v k- k=v:NoSchedule --sort-by=.metadata.name --custom -o=custom-columns=A:.x --tail=1 --show-labels -L app'.split(
    ' ',
  ),
  'go-template={{range .items}}{{.metadata.name}}{{end}}',
  '-o',
  '',
  ' ',
  '💥',
];

test('no command line throws, hangs or says "undefined"', () => {
  const terminal = new Terminal({ nodes: 1 });
  terminal.files['m.yaml'] =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: nginx}]}\n';
  terminal.run('create deployment web --image=nginx:1.27');
  terminal.sleep(10);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 7 }), (args) => {
      const { stdout, stderr, rc } = terminal.exec(args, 3000);
      expect(stdout + stderr).not.toMatch(/undefined|\[object Object\]|NaN\b/);
      expect(Number.isInteger(rc)).toBe(true);
      const isSilent = stdout + stderr === '' && rc !== 0 && rc !== 130 && !args.includes('diff');
      expect(isSilent).toBe(false);
    }),
    { numRuns: 3000 },
  );
}, 60_000);
