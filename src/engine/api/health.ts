/** What each of the health checks looks at (apiserver pkg/server/healthz.go); here all of it is always well. */
const LIVE = ['ping', 'log', 'etcd'] as const;
const READY = ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', 'shutdown'] as const;

const CHECKS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['healthz', LIVE],
  ['livez', LIVE],
  ['readyz', READY],
]);

/**
 * The text of `/healthz`, `/livez`, `/readyz` or of one check below it; each check on a line of its own when `verbose`.
 * Undefined for any other path.
 */
export function healthText(path: string, verbose: boolean): string | undefined {
  const [, name = '', check, ...rest] = path.replace(/\/$/, '').split('/');
  const checks = CHECKS.get(name);
  if (checks === undefined || rest.length > 0) return undefined;
  if (check !== undefined) return checks.includes(check) ? 'ok' : undefined;
  if (!verbose) return 'ok';
  return `${checks.map((each) => `[+]${each} ok\n`).join('')}${name} check passed\n`;
}
