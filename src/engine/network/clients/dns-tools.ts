import { CLUSTER_DNS } from '../../kubelet/resolv-conf.ts';
import type { Resolver } from '../../kubelet/resolv-conf.ts';
import type { Said } from './http-text.ts';

/** How a pod looks names up. */
export interface PodNames {
  readonly resolver: Resolver;
  /** What its /etc/hosts says of a name. */
  hosts(name: string): string | undefined;
  /** Addresses of a whole name; undefined: NXDOMAIN. */
  query(name: string): readonly string[] | undefined;
  /** A NetworkPolicy keeps its questions from the DNS. */
  readonly isSilent: boolean;
}

const HOST_DNS = '172.18.0.1';
const NO_SERVER = ';; connection timed out; no servers could be reached\n\n';

function serverOf({ resolver }: PodNames): string {
  return resolver.cluster ? CLUSTER_DNS : HOST_DNS;
}

function said(out: string, exitCode: number, err = ''): Said {
  return { out, err, exitCode };
}

/** The first of the names that a resolver tries that has addresses. */
function search(names: PodNames, host: string): { name: string; addresses: readonly string[] } | undefined {
  const { search: domains, ndots } = names.resolver;
  const searched = domains.map((domain) => `${host}.${domain}`);
  const isFirst = host.split('.').length - 1 >= ndots;
  const whole = host.replace(/\.$/, '');
  const tries = host.endsWith('.') ? [whole] : isFirst ? [host, ...searched] : [...searched, host];
  for (const name of tries) {
    const addresses = names.query(name);
    if (addresses !== undefined) return { name, addresses };
  }
  return undefined;
}

/** busybox 1.28 and before (networking/nslookup.c, the small one): it resolves as any program does. */
function oldNslookup(names: PodNames, host: string): Said {
  const server = serverOf(names);
  const head = `Server:    ${server}\nAddress 1: ${server}${names.resolver.cluster ? ' kube-dns.kube-system.svc.cluster.local' : ''}\n\n`;
  const found = names.isSilent ? undefined : search(names, host);
  if (found === undefined) return said(head, 1, `nslookup: can't resolve '${host}'\n`);
  const lines = found.addresses.map((address, index) => `Address ${index + 1}: ${address} ${found.name}\n`);
  return said(`${head}Name:      ${host}\n${lines.join('')}`, 0);
}

/** busybox 1.36 (networking/nslookup.c, add_query_with_search): asks for every name at once, and tells of each. */
function busyboxNslookup(names: PodNames, host: string): Said {
  if (names.isSilent) return said(NO_SERVER, 1);
  const server = serverOf(names);
  const { search: domains } = names.resolver;
  const asked =
    host.includes('.') || domains.length === 0
      ? [host.replace(/\.$/, '')]
      : domains.map((domain) => `${host}.${domain}`);
  let exitCode = 0;
  // Each name is asked for its IPv4 and then for its IPv6 addresses; of those there are none.
  const answers = [4, 6].flatMap((family) =>
    asked.map((name) => {
      const addresses = names.query(name);
      if (addresses === undefined) {
        exitCode = 1;
        return `** server can't find ${name}: NXDOMAIN\n\n`;
      }
      return `${family === 4 ? addresses.map((address) => `Name:\t${name}\nAddress: ${address}\n`).join('') : ''}\n`;
    }),
  );
  return said(`Server:\t\t${server}\nAddress:\t${server}:53\n\n${answers.join('')}`, exitCode);
}

/** bind's. */
function bindNslookup(names: PodNames, host: string): Said {
  if (names.isSilent) return said(NO_SERVER, 1);
  const server = serverOf(names);
  const head = `Server:\t\t${server}\nAddress:\t${server}#53\n\n`;
  const found = search(names, host);
  if (found === undefined) return said(`${head}** server can't find ${host}: NXDOMAIN\n\n`, 1);
  const isInside = found.name.endsWith('.cluster.local');
  const lines = found.addresses.map((address) => `Name:\t${found.name}\nAddress: ${address}\n`);
  return said(`${head}${isInside ? '' : 'Non-authoritative answer:\n'}${lines.join('')}\n`, 0);
}

/** `nslookup`; `kind`: whose it is. */
export function nslookup(names: PodNames, args: readonly string[], kind: 'bind' | 'busybox' | 'old busybox'): Said {
  const host = args.find((arg) => !arg.startsWith('-'));
  if (host === undefined) {
    return said('', 1, 'Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n');
  }
  if (kind === 'bind') return bindNslookup(names, host);
  return kind === 'busybox' ? busyboxNslookup(names, host) : oldNslookup(names, host);
}

/** Words in the columns that dig has them in, with tabs and spaces as its `indent` chooses them (lib/dns/masterdump.c). */
function inColumns(words: readonly (readonly [text: string, column: number])[]): string {
  let line = '';
  let at = 0;
  for (const [text, column] of words) {
    if (line !== '') {
      const to = at >= column ? at + 1 : column;
      const tabs = Math.max(0, Math.floor(to / 8) - Math.floor(at / 8));
      const from = tabs > 0 ? Math.floor(to / 8) * 8 : at;
      line += '\t'.repeat(tabs) + ' '.repeat(to - from);
      at = to;
    }
    line += text;
    at += text.length;
  }
  return line;
}

const recordOf = (name: string, type: string, data: string): string =>
  inColumns([
    [name, 0],
    ['30', 24],
    ['IN', 32],
    [type, 40],
    [data, 48],
  ]);

const CLUSTER_SOA = 'ns.dns.cluster.local. hostmaster.cluster.local. 1735689600 7200 1800 86400 30';
const ROOT_SOA = 'a.root-servers.net. nstld.verisign-grs.com. 2025010100 1800 900 604800 86400';

/** Bytes of an answer: its head, its question, and what dig adds about itself, with the cookie that CoreDNS sends back. */
function sizeOfAnswer(name: string, answers: number, hasAuthority: boolean): number {
  return 12 + (name.length + 5) + answers * (name.length + 15) + (hasAuthority ? 93 : 0) + 23;
}

/** bind's `dig`; `when`: as `date` writes it, `id`: of the query. */
export function dig(names: PodNames, args: readonly string[], when: string, id: number): Said {
  const [host = '.'] = args.filter(
    (arg, index) => !/^[-+@]/.test(arg) && !/^-[tcpqx]$/.test(args[index - 1] ?? '') && !/^(?:A|ANY|IN)$/i.test(arg),
  );
  const isShort = args.includes('+short');
  const server = args.find((arg) => arg.startsWith('@'))?.slice(1) ?? serverOf(names);
  const isAsked = args.some((arg) => arg.startsWith('@'));
  const banner = `\n; <<>> DiG 9.18.28 <<>> ${args.join(' ')}\n${isAsked ? '; (1 server found)\n' : ''}`;
  if (names.isSilent) {
    const tried = `;; communications error to ${server}#53: timed out\n`.repeat(3);
    return said(`${tried}${banner};; global options: +cmd\n;; no servers could be reached\n`, 9);
  }
  const whole = host.replace(/\.$/, '');
  const found = args.includes('+search') ? search(names, host) : { name: whole, addresses: names.query(whole) };
  const addresses = found?.addresses ?? [];
  if (isShort) return said(addresses.map((address) => `${address}\n`).join(''), 0);
  const name = `${found?.name ?? whole}.`;
  const isInside = name.endsWith('.cluster.local.');
  const warning = name.endsWith('.local.')
    ? ';; WARNING: .local is reserved for Multicast DNS\n;; You are currently testing what happens when an mDNS query is leaked to DNS\n'
    : '';
  const status = found?.addresses === undefined ? 'NXDOMAIN' : 'NOERROR';
  const records = addresses.map((address) => `${recordOf(name, 'A', address)}\n`);
  if (args.includes('+noall')) return said(args.includes('+answer') ? records.join('') : '', 0);
  const flags = isInside ? 'qr aa rd' : 'qr rd ra';
  const authority = status === 'NXDOMAIN' ? 1 : 0;
  const lines = [
    `${banner};; global options: +cmd`,
    `;; Got answer:\n${warning};; ->>HEADER<<- opcode: QUERY, status: ${status}, id: ${id % 65_536}`,
    `;; flags: ${flags}; QUERY: 1, ANSWER: ${records.length}, AUTHORITY: ${authority}, ADDITIONAL: 1`,
    ...(isInside ? [';; WARNING: recursion requested but not available'] : []),
    '',
    ';; OPT PSEUDOSECTION:',
    '; EDNS: version: 0, flags:; udp: 1232',
    `; COOKIE: ${Math.imul(id, 2_654_435_761).toString(16).replace('-', '').padStart(8, '0')}${(id % 0xfffffff).toString(16).padStart(8, '0')} (echoed)`,
    ';; QUESTION SECTION:',
    inColumns([
      [`;${name}`, 0],
      ['IN', 32],
      ['A', 40],
    ]),
    '',
    ...(records.length > 0 ? [`;; ANSWER SECTION:\n${records.join('')}`] : []),
    ...(authority > 0
      ? [
          `;; AUTHORITY SECTION:\n${isInside ? recordOf('cluster.local.', 'SOA', CLUSTER_SOA) : recordOf('.', 'SOA', ROOT_SOA)}\n`,
        ]
      : []),
    ';; Query time: 1 msec',
    `;; SERVER: ${server}#53(${server}) (UDP)`,
    `;; WHEN: ${when}`,
    `;; MSG SIZE  rcvd: ${sizeOfAnswer(name, records.length, authority > 0)}`,
    '',
  ];
  return said(lines.map((line) => `${line}\n`).join(''), 0);
}

/** `getent hosts NAME` and `ahosts` (glibc's and musl's nss): exit code 2 when there is none. */
export function getent(names: PodNames, [database = '', host = '']: readonly string[]): Said {
  const known = names.hosts(host);
  const found =
    known === undefined ? (names.isSilent ? undefined : search(names, host)) : { name: host, addresses: [known] };
  if (found === undefined || !/^(?:a?hosts(?:v4)?)$/.test(database)) return said('', 2);
  const lines =
    database === 'hosts'
      ? found.addresses.map((address) => `${address.padEnd(15)} ${found.name}\n`)
      : found.addresses.flatMap((address) =>
          ['STREAM', 'DGRAM', 'RAW'].map(
            (type, index) =>
              `${address.padEnd(15)} ${type.padEnd(6)} ${index === 0 ? found.name : ''}`.trimEnd() + '\n',
          ),
        );
  return said(lines.join(''), 0);
}

/** The address that a name or an address leads to, for programs that only need one. */
export function addressFor(names: PodNames, host: string): string | undefined {
  if (/^(?:\d{1,3}\.){3}\d{1,3}$/.test(host)) return host;
  if (host === 'localhost') return '127.0.0.1';
  return names.hosts(host) ?? (names.isSilent ? undefined : search(names, host)?.addresses[0]);
}
