import { Ban, PowerOff, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { Translate } from '../../i18n/index.ts';
import type { NodeView } from '../../scene/index.ts';

export interface NodeTrouble {
  readonly text: string;
  readonly tone: 'bad' | 'wait';
  readonly icon: LucideIcon;
}

/** What is wrong with a node, the worst first. */
export function troublesOf({ state, poweredOn, cordoned, pressures }: NodeView, t: Translate): readonly NodeTrouble[] {
  const troubles: NodeTrouble[] = [];
  if (state !== 'ready') troubles.push({ text: 'NotReady', tone: 'bad', icon: TriangleAlert });
  // The control plane may not know yet, but the person who pulled the plug does.
  if (poweredOn === false) troubles.push({ text: t('canvas.node.off'), tone: 'bad', icon: PowerOff });
  if (cordoned) troubles.push({ text: t('canvas.node.cordoned'), tone: 'wait', icon: Ban });
  for (const pressure of pressures) troubles.push({ text: pressure, tone: 'wait', icon: TriangleAlert });
  return troubles;
}
