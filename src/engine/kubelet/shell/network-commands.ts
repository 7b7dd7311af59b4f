import type { Command, Process } from './process.ts';

function hostOf(url: string): { host: string; port: number } {
  const match = /^(?:(https?):\/\/)?([^/:]+)(?::(\d+))?/.exec(url);
  const port = match?.[3] === undefined ? (match?.[1] === 'https' ? 443 : 80) : Number(match[3]);
  return { host: match?.[2] ?? url, port };
}

function connects(shell: Process, host: string, port: number): boolean {
  const own = ['localhost', '127.0.0.1', '0.0.0.0', shell.world.ip].includes(host);
  return shell.asks(`tcp:${own ? 'localhost' : host}:${port}`);
}

/** How long Linux tries to connect, ms (tcp_syn_retries). */
const CONNECT_MS = 135_000;
/** So long after its client's own limit a script goes on, ms: what the client says of it comes first. */
const AFTER_MS = 10;

/** How long a client waits for a connection, ms. */
function patience(program: string, args: readonly string[]): number {
  const options = { curl: /^(?:-m|--max-time|--connect-timeout)$/, nc: /^-w$/ } as const;
  const option = program === 'curl' || program === 'nc' ? options[program] : /^(?:-T|--timeout)$/;
  const at = args.findIndex((arg) => option.test(arg));
  const joined = args.map((arg) => /^(?:-m|-T|-w|--timeout=|--max-time=|--connect-timeout=)([\d.]+)$/.exec(arg)?.[1]);
  const seconds = Number((at < 0 ? undefined : args[at + 1]) ?? joined.find((text) => text !== undefined));
  return (Number.isFinite(seconds) && seconds > 0 ? Math.min(CONNECT_MS, seconds * 1000) : CONNECT_MS) + AFTER_MS;
}

/**
 * `curl` and `wget`. Where the network cannot be used at once, only whether somebody answers counts: what a script's
 * client gets is printed when its request has been sent on the clock.
 */
export function fetchUrl(program: string): Command {
  return (shell, args) => {
    const ended = shell.world.useNetwork?.(shell, program, args);
    if (ended !== undefined) return ended;
    const isNoted = shell.notes([program, ...args]);
    const url = args.find(
      (arg) => !arg.startsWith('-') && (arg.includes('.') || arg.includes('/') || /^[a-z]/.test(arg)),
    );
    if (url === undefined) return program === 'curl' ? 2 : 1;
    shell.pass(30);
    const { host, port } = hostOf(url);
    if (connects(shell, host, port)) return 0;
    if (isNoted && shell.asks(`lost:${host}:${port}`)) {
      shell.pass(patience(program, args));
      if (program === 'curl') return 28;
      return shell.world.behaviour.shell === 'bash' ? 4 : 1;
    }
    const silent = isNoted || args.some((arg) => /^-\w*[sq]/.test(arg));
    if (!shell.asks(`dns:${host}`)) {
      if (!silent)
        shell.complain(
          program === 'curl' ? `curl: (6) Could not resolve host: ${host}` : `wget: bad address '${host}'`,
        );
      return program === 'curl' ? 6 : 1;
    }
    if (!silent) {
      shell.complain(
        program === 'curl'
          ? `curl: (7) Failed to connect to ${host} port ${port} after 2 ms: Could not connect to server`
          : `wget: can't connect to remote host (${host}): Connection refused`,
      );
    }
    return program === 'curl' ? 7 : 1;
  };
}

export function lookUp(program: string): Command {
  return (shell, args) => {
    const ended = shell.world.useNetwork?.(shell, program, args);
    if (ended !== undefined) return ended;
    const host = args.find((arg) => !/^[-+@]/.test(arg) && !/^a?hosts(?:v[46])?$/.test(arg)) ?? '';
    // What it prints comes when it has asked on the clock; whether it finds the name is known now.
    if (program !== 'ping') shell.notes([program, ...args]);
    shell.pass(10);
    if (shell.asks(`dns:${host}`) || program === 'dig') return 0;
    if (program === 'ping') shell.complain(`ping: bad address '${host}'`);
    return program === 'getent' ? 2 : 1;
  };
}

export function netcat(shell: Process, args: readonly string[]): number {
  const options = args.filter((arg) => arg.startsWith('-')).join('');
  const values = args.filter((arg) => !arg.startsWith('-'));
  if (/l/.test(options)) {
    shell.serve([Number(values.at(-1) ?? 0)], 0, true);
    shell.forever();
  }
  const [host = '', port = '0'] = values.filter((value, index) => !(/^\d+$/.test(value) && index === 0));
  shell.pass(20);
  const isOpen = connects(shell, host, Number(port));
  if (!isOpen && shell.asks(`lost:${host}:${port}`)) {
    shell.pass(patience('nc', args));
    if (options.includes('v')) shell.complain(`nc: ${host} (${host}:${port}): Connection timed out`);
    return 1;
  }
  const isKnown = isOpen || /^[\d.]+$/.test(host) || shell.asks(`dns:${host}`);
  if (!isKnown) shell.complain(`nc: bad address '${host}'`);
  else if (options.includes('v')) {
    shell.complain(isOpen ? `${host} (${host}:${port}) open` : `nc: ${host} (${host}:${port}): Connection refused`);
  }
  return isOpen ? 0 : 1;
}
