import type { Process } from './process.ts';

/*
 * What programs say of the machine and of the pod's network, whose only interface but `lo` is `eth0`; each answers its
 * exit code.
 */

const KIB = 1024;
/** What a node of the playground has, and what of it is free for a look from inside, bytes. */
const memory = { total: 8 * KIB ** 3, used: 1.5 * KIB ** 3, cached: 2 * KIB ** 3 };

/** `ip addr`, `ip route`, with their abbreviations. */
export function ip(shell: Process, args: readonly string[]): number {
  const [what = 'help'] = args.filter((arg) => !arg.startsWith('-'));
  const address = shell.world.ip;
  const gateway = address.replace(/\.\d+$/, '.1');
  if ('address'.startsWith(what)) {
    shell.print(
      [
        '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000',
        '    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00',
        '    inet 127.0.0.1/8 scope host lo',
        '       valid_lft forever preferred_lft forever',
        '2: eth0@if5: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue',
        `    link/ether ${hardwareAddress(address)} brd ff:ff:ff:ff:ff:ff`,
        `    inet ${address}/24 brd ${address.replace(/\.\d+$/, '.255')} scope global eth0`,
        '       valid_lft forever preferred_lft forever',
        '',
      ].join('\n'),
    );
    return 0;
  }
  if ('route'.startsWith(what)) {
    shell.print(
      `default via ${gateway} dev eth0\n${address.replace(/\.\d+$/, '.0')}/24 via ${gateway} dev eth0  src ${address}\n`,
    );
    return 0;
  }
  shell.complain('Usage: ip [OPTIONS] address|route|link|neigh|rule [ARGS]');
  return 1;
}

/** As a bridge gives it: two fixed bytes and those of the address. */
function hardwareAddress(address: string): string {
  const bytes = ['0a', '58', ...address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))];
  return bytes.slice(0, 6).join(':');
}

export function interfaces(shell: Process): number {
  const address = shell.world.ip;
  shell.print(
    [
      `eth0      Link encap:Ethernet  HWaddr ${hardwareAddress(address).toUpperCase()}`,
      `          inet addr:${address}  Bcast:${address.replace(/\.\d+$/, '.255')}  Mask:255.255.255.0`,
      '          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1',
      '',
      'lo        Link encap:Local Loopback',
      '          inet addr:127.0.0.1  Mask:255.0.0.0',
      '          UP LOOPBACK RUNNING  MTU:65536  Metric:1',
      '',
      '',
    ].join('\n'),
  );
  return 0;
}

export function routes(shell: Process): number {
  const gateway = shell.world.ip.replace(/\.\d+$/, '.1');
  shell.print(
    `Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n0.0.0.0         ${gateway.padEnd(15)} 0.0.0.0         UG    0      0        0 eth0\n`,
  );
  return 0;
}

/** `free [-m|-h]`: of the whole node, whatever the container's limit. */
export function freeMemory(shell: Process, args: readonly string[]): number {
  const unit = args.includes('-m') ? KIB ** 2 : args.includes('-g') ? KIB ** 3 : KIB;
  const show = (bytes: number): string =>
    args.includes('-h')
      ? `${(bytes / KIB ** 3).toFixed(1)}G`.padStart(11)
      : String(Math.floor(bytes / unit)).padStart(11);
  const { total, used, cached } = memory;
  const row = [total, used, total - used - cached, 0, cached, total - used].map(show).join(' ');
  shell.print(
    `              total        used        free      shared  buff/cache   available\nMem:    ${row}\nSwap:   ${[0, 0, 0].map(show).join(' ')}\n`,
  );
  return 0;
}

export function uptime(shell: Process): number {
  const time = new Date(shell.world.startedAt + shell.time).toISOString().slice(11, 19);
  shell.print(` ${time} up 1 day,  load average: 0.10, 0.12, 0.09\n`);
  return 0;
}

/** `df [-h] [PATH]`: the container's root, and where volumes are mounted. */
export function diskUsage(shell: Process, args: readonly string[]): number {
  const isHuman = args.some((arg) => /^-\w*h/.test(arg));
  const rows = ['/', ...(shell.world.folders ?? []).map(({ path }) => path).filter((path) => path !== '/')];
  const size = (gib: number): string => (isHuman ? `${gib.toFixed(1)}G` : String(gib * KIB ** 2));
  const line = (path: string): string =>
    `${(path === '/' ? 'overlay' : '/dev/vda1').padEnd(20)} ${size(100).padStart(9)} ${size(20).padStart(9)} ${size(80).padStart(9)}  20% ${path}\n`;
  shell.print(
    `Filesystem           ${isHuman ? '     Size      Used Available' : '1K-blocks      Used Available'} Use% Mounted on\n${rows.map(line).join('')}`,
  );
  return 0;
}

/** `top -b -n N` prints and ends; otherwise it goes on. */
export function top(shell: Process, args: readonly string[]): number {
  const turns = /^-\w*n(\d+)?$/;
  if (!args.some((arg) => turns.test(arg))) shell.forever();
  const total = memory.total / KIB;
  shell.print(
    [
      `Mem: ${(memory.used + memory.cached) / KIB}K used, ${total - (memory.used + memory.cached) / KIB}K free, 0K shrd, 0K buff, ${memory.cached / KIB}K cached`,
      'CPU:   2% usr   1% sys   0% nic  96% idle   0% io   0% irq   0% sirq',
      'Load average: 0.10 0.12 0.09 1/500 30',
      '  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND',
      `    1     0 root     S     4400   0%   0   0% ${shell.world.command?.join(' ') ?? 'sh'}`,
      '   30     0 root     R     4400   0%   1   0% top',
      '',
    ].join('\n'),
  );
  return 0;
}
