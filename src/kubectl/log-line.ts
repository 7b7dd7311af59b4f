/** kubectl's process, which its log lines name. */
const PROCESS = 4242;

/**
 * A warning (W) or what ends the program (F), as klog writes it to standard error:
 * `W1121 18:28:51.692088    4242 helpers.go:702] text`. `now`: ms since the epoch.
 */
export function logLine(level: 'W' | 'F', now: number, place: string, text: string): string {
  const iso = new Date(now).toISOString();
  const day = iso.slice(5, 10).replace('-', '');
  return `${level}${day} ${iso.slice(11, 23)}000 ${String(PROCESS).padStart(7)} ${place}] ${text}\n`;
}
