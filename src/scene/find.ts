import type { Picture } from './picture.ts';

function says(wanted: string, ...texts: readonly (string | undefined)[]): boolean {
  return texts.some((text) => text?.toLowerCase().includes(wanted) === true);
}

/**
 * Uids of what a person looks for, by a part of its name, status, node, address or label (`app=web`), in any
 * case; undefined when nothing is looked for.
 */
export function find(picture: Picture, text: string): ReadonlySet<string> | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return undefined;
  const found = new Set<string>();
  for (const pod of picture.pods.values()) {
    const labels = Object.entries(pod.labels).map(([key, value]) => `${key}=${value}`);
    if (says(wanted, pod.name, pod.statusText, pod.node, pod.ip, ...labels)) found.add(pod.uid);
  }
  for (const node of picture.nodes) if (says(wanted, node.name, node.statusText)) found.add(node.uid);
  for (const service of picture.services) if (says(wanted, service.name, service.address)) found.add(service.uid);
  for (const workload of picture.workloads) {
    if (says(wanted, workload.name, workload.kind)) found.add(workload.uid);
    for (const owner of workload.owners) if (says(wanted, owner.name, owner.kind)) found.add(owner.uid);
  }
  return found;
}
