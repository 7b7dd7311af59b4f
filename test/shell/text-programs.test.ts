import { describe, expect, it } from 'vitest';
import { transcript } from './terminal.ts';

const table = `NAME    READY   STATUS    RESTARTS   AGE
web-1   1/1     Running   0          5m
web-2   0/1     Pending   0          5m
db-1    1/1     Running   3          2h
`;

const files = { 'pods.txt': table, 'words.txt': 'b\na\nc\nb\n', 'sizes.txt': '1Gi\n512M\n2K\n10\n' };

/** Commands on those files, and what GNU prints. */
const cases: readonly (readonly [command: string, output: string])[] = [
  ['grep -c Running pods.txt', '2\n'],
  ['grep -v Running pods.txt | head -1', 'NAME    READY   STATUS    RESTARTS   AGE\n'],
  ['grep -n -i PENDING pods.txt', '3:web-2   0/1     Pending   0          5m\n'],
  ["grep -E '^(web|db)-[0-9]+' -o pods.txt", 'web-1\nweb-2\ndb-1\n'],
  ['grep -w web pods.txt | wc -l', '2\n'],
  ['grep -q nothing pods.txt; echo $?', '1\n'],
  ['grep x no-such; echo $?', 'grep: no-such: No such file or directory\n2\n'],
  ["grep '[' pods.txt; echo $?", 'grep: Unmatched [, [^, [:, [., or [=\n2\n'],
  ['grep -A1 web-2 pods.txt | tail -1', 'db-1    1/1     Running   3          2h\n'],
  ['grep -B1 web-1 pods.txt | wc -l', '2\n'],
  ['grep -l web pods.txt words.txt', 'pods.txt\n'],
  ["grep -F '1/1' pods.txt | wc -l", '2\n'],
  ["grep 'a\\|c' words.txt", 'a\nc\n'],
  [
    'head -n 1 pods.txt words.txt',
    '==> pods.txt <==\nNAME    READY   STATUS    RESTARTS   AGE\n\n==> words.txt <==\nb\n',
  ],
  ['tail -n +3 words.txt; tail -1 words.txt', 'c\nb\nb\n'],
  ['head -n -2 words.txt', 'b\na\n'],
  ['wc words.txt; wc -l pods.txt words.txt', '4 4 8 words.txt\n4 pods.txt\n4 words.txt\n8 total\n'],
  ['sort words.txt | uniq -c', '      1 a\n      2 b\n      1 c\n'],
  ['sort -ru words.txt', 'c\nb\na\n'],
  ['sort -h sizes.txt', '10\n2K\n512M\n1Gi\n'],
  ['tail -n +2 pods.txt | sort -k4 -n -r | head -1 | cut -c1-4', 'db-1\n'],
  ['printf "b:2\\na:10\\n" | sort -t: -k2 -n', 'b:2\na:10\n'],
  ['cut -d/ -f1 pods.txt | tail -1', 'db-1    1\n'],
  ['echo a,b,c,d | cut -d, -f2-3', 'b,c\n'],
  ['echo "a   b" | tr -s " "; echo abc | tr a-c A-C; echo a1b2 | tr -d 0-9', 'a b\nABC\nab\n'],
  ["sed 's/Running/Up/' pods.txt | grep -c Up", '2\n'],
  ["sed -n '2p;$p' words.txt", 'a\nb\n'],
  ["echo 'image: nginx:1.10' | sed -E 's/(nginx):([0-9.]+)/\\1:1.11 (was \\2)/'", 'image: nginx:1.11 (was 1.10)\n'],
  ["sed '/a/d' words.txt | tr '\\n' ' '; echo", 'b c b \n'],
  ["sed -i 's/b/B/g' words.txt; cat words.txt", 'B\na\nc\nB\n'],
  ["echo a.b | sed 's|\\.|/|'", 'a/b\n'],
  ["awk '{print $1}' pods.txt", 'NAME\nweb-1\nweb-2\ndb-1\n'],
  ['awk \'NR>1 && $3=="Running" {print $1"="$4}\' pods.txt', 'web-1=0\ndb-1=3\n'],
  ["awk '/web/ {n++} END {print n, NR}' pods.txt", '2 4\n'],
  ["awk -F- '{c[$1]++} END {for (k in c) print k, c[k]}' pods.txt | sort | tail -1", 'web 2\n'],
  ['awk -v n=2 \'NR==n {printf "%-6s|%5.1f\\n", $1, 3.14159}\' pods.txt', 'web-1 |  3.1\n'],
  ['awk \'BEGIN {x = "a b c"; n = split(x, p, " "); print n, p[2], toupper(p[3]), substr(x, 3, 1)}\'', '3 b C b\n'],
  ['awk \'{ $2 = "-"; print }\' words.txt | head -1', 'b -\n'],
  ["awk '{print $1' words.txt; echo $?", 'awk: line 2: missing } near end of file\n2\n'],
  ['jq -r \'.a[] | select(.n > 1) | .name\' <<< \'{"a":[{"name":"x","n":1},{"name":"y","n":2}]}\'', 'y\n'],
  ["echo '[3,1,2]' | jq -c 'sort, map(. * 2), length, (map(select(. > 1)) | add)'", '[1,2,3]\n[6,2,4]\n3\n5\n'],
  [
    'echo \'{"b":1,"a":{"c":null}}\' | jq -c \'keys, .a.c // "none", (.b |= . + 1), del(.a), to_entries[0].key\'',
    '["a","b"]\n"none"\n{"b":2,"a":{"c":null}}\n{"b":1}\n"b"\n',
  ],
  ['echo \'{"a":[]}\' | jq .', '{\n  "a": []\n}\n'],
  ['jq -n -r --arg n kim \'"hi \\($n), \\(1 + 2)"\'', 'hi kim, 3\n'],
  ["echo null | jq '.[]'; echo $?", 'jq: error (at <stdin>:0): Cannot iterate over null (null)\n5\n'],
  [
    "echo '{}' | jq '.a |'; echo $?",
    'jq: error: syntax error, unexpected end of file at <top-level>, line 1:\n.a |\njq: 1 compile error\n3\n',
  ],
  ['echo hello | base64; echo aGVsbG8K | base64 -d', 'aGVsbG8K\nhello\n'],
  ['echo -n 비밀 | base64 | base64 -d', '비밀'],
  [
    'mkdir -p k8s/web; echo x > k8s/web/a.yaml; ls -R k8s; cp -r k8s copy; rm -r k8s; ls copy/web; ls k8s',
    "k8s:\nweb\n\nk8s/web:\na.yaml\na.yaml\nls: cannot access 'k8s': No such file or directory\n",
  ],
  ['mv words.txt w.txt; ls; cat words.txt', 'pods.txt\nsizes.txt\nw.txt\ncat: words.txt: No such file or directory\n'],
  [
    'cd nowhere; mkdir d; cd d; pwd; cd ..; pwd',
    'bash: cd: nowhere: No such file or directory\n/home/learner/d\n/home/learner\n',
  ],
  ['rm nothing; rm -f nothing; echo $?', "rm: cannot remove 'nothing': No such file or directory\n0\n"],
  ['echo a | tee t1 t2 | cat - t1', 'a\na\n'],
  [
    'date; sleep 1m; date +%T; date -u +%Y-%m-%dT%H:%M:%SZ',
    'Wed Jan  1 00:00:00 UTC 2025\n00:01:00\n2025-01-01T00:01:00Z\n',
  ],
  ['seq -w 8 10; seq 1 2 5 | paste -sd,', '08\n09\n10\n1,3,5\n'],
  ['timeout 5 sleep 10; echo $?; time sleep 2', '124\n\nreal\t0m2.000s\nuser\t0m0.000s\nsys\t0m0.000s\n'],
  ['sleep x; echo $?', "sleep: invalid time interval 'x'\nTry 'sleep --help' for more information.\n1\n"],
  ['printf "a 1\\nlonger 22\\n" | column -t', 'a       1\nlonger  22\n'],
];

describe('text, files and time', () => {
  for (const [command, output] of cases) {
    it(command, () => {
      expect(normalized(transcript(command, files))).toBe(output);
    });
  }
});

/** Commands take a tenth of a second each; these cases are about whole ones. */
function normalized(text: string): string {
  return text.replaceAll(/^bash: line \d+: cd:/gm, 'bash: cd:');
}
