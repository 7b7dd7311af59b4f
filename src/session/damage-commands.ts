import type { NetworkDamage, NetworkFault } from '../engine/index.ts';
import type { SessionPort } from './session-port.ts';

/** A node, or one pod. */
export type DamagedPlace = { readonly node: string } | { readonly namespace: string; readonly pod: string };

/**
 * What a person can break between machines, and mend. Each is shown as the line that does it on a node that is a
 * container, as with kind; what no one line does is said in a comment.
 */
export class DamageCommands {
  private readonly session: SessionPort;

  constructor(session: SessionPort) {
    this.session = session;
  }

  /** What is broken now; undefined before there is a network. */
  get damage(): NetworkDamage | undefined {
    return this.session.cluster.traffic?.damage();
  }

  cutNode(node: string, on: boolean): void {
    this.inject(`docker network ${on ? 'disconnect' : 'connect'} kind ${node}`, { type: 'cutNode', node, on });
  }

  isCut(node: string): boolean {
    return this.damage?.cut.includes(node) === true;
  }

  /** Two nodes no longer hear each other. */
  partition(a: string, b: string, on: boolean): void {
    const rule = `docker exec ${a} iptables -${on ? 'I' : 'D'} INPUT -s ${b} -j DROP`;
    this.inject(rule, { type: 'partition', a, b, on });
  }

  isParted(a: string, b: string): boolean {
    const pair = a < b ? `${a}|${b}` : `${b}|${a}`;
    return this.damage?.partitions.includes(pair) === true;
  }

  /** Every packet to and from there takes so much longer, ms; 0 mends it. */
  delay(place: DamagedPlace, ms: number): void {
    const comment = ms === 0 ? 'travel as fast as before' : `take ${ms} ms longer`;
    this.inject(lineOf(place, ms, this.dropOf(place), comment), { type: 'latency', ...place, ms });
  }

  /** So large a share of packets to and from there gets lost, 0 to 1; 0 mends it. */
  drop(place: DamagedPlace, share: number): void {
    const comment = share === 0 ? 'arrive again' : `get lost, ${percentOf(share)} of 100`;
    this.inject(lineOf(place, this.delayOf(place), share, comment), { type: 'dropShare', ...place, share });
  }

  /** A pod takes so much longer for each answer, ms; 0 mends it. */
  slow(namespace: string, pod: string, ms: number): void {
    const command = ms === 0 ? `# ${pod} answers as fast as before` : `# ${pod} takes ${ms} ms longer for each answer`;
    this.inject(command, { type: 'slowPod', namespace, pod, ms });
  }

  delayOf(place: DamagedPlace): number {
    return this.damage?.latency[keyOf(place)] ?? 0;
  }

  dropOf(place: DamagedPlace): number {
    return this.damage?.drop[keyOf(place)] ?? 0;
  }

  slownessOf(namespace: string, pod: string): number {
    return this.damage?.slow[keyOf({ namespace, pod })] ?? 0;
  }

  private inject(command: string, fault: NetworkFault): void {
    // The network comes with the tools.
    this.session.withTools(() => this.session.commandRunner.inject(command, fault));
  }
}

function keyOf(place: DamagedPlace): string {
  return 'node' in place ? `node/${place.node}` : `pod/${place.namespace}/${place.pod}`;
}

function percentOf(share: number): number {
  return Math.round(share * 100);
}

/** What makes a node's packets late and lose some of them: one rule says both. */
function lineOf(place: DamagedPlace, ms: number, share: number, comment: string): string {
  if (!('node' in place)) return `# packets to and from ${place.pod} ${comment}`;
  const netem = [...(ms > 0 ? [`delay ${ms}ms`] : []), ...(share > 0 ? [`loss ${percentOf(share)}%`] : [])];
  const what = netem.length === 0 ? 'del dev eth0 root' : `replace dev eth0 root netem ${netem.join(' ')}`;
  return `docker exec ${place.node} tc qdisc ${what}`;
}
