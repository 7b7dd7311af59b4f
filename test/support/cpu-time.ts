/** CPU time that this process has used, ms: unlike time on the wall it does not grow with what else the machine does. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
