import { Gauge, PackageX, Send, Split, Timer, Unplug, Wrench } from 'lucide-react';
import type { Snapshot } from '../../engine/index.ts';
import type { Translate } from '../../i18n/index.ts';
import type { ObjectRef } from '../../scene/index.ts';
import type { DamagedPlace, Session } from '../../session/index.ts';
import { openOverlay, type Action } from '../chrome/overlay.ts';
import { prepareRequest } from './request-panel.ts';
import { suggestedUrls } from './url-suggestions.ts';

function askNumber(
  { title, label, initial }: { readonly title: string; readonly label: string; readonly initial: number },
  t: Translate,
  answer: (value: number) => void,
): void {
  openOverlay({
    type: 'question',
    question: {
      title,
      label,
      initial: String(initial),
      confirm: t('damage.break'),
      type: 'number',
      answer: (text) => answer(Number(text)),
    },
  });
}

/** Delay packets or lose some of them; or have it as it was. */
function packetActions(place: DamagedPlace, name: string, session: Session, t: Translate): readonly Action[] {
  const { damage } = session;
  const delay = damage.delayOf(place);
  const drop = damage.dropOf(place);
  return [
    delay > 0
      ? {
          id: 'mend-delay',
          label: t('damage.mendDelay', { ms: delay }),
          icon: Wrench,
          run: () => damage.delay(place, 0),
        }
      : {
          id: 'delay',
          label: t('damage.delay'),
          icon: Timer,
          run: () =>
            askNumber({ title: t('damage.delayTitle', { name }), label: t('damage.ms'), initial: 200 }, t, (ms) =>
              damage.delay(place, ms),
            ),
        },
    drop > 0
      ? {
          id: 'mend-drop',
          label: t('damage.mendDrop', { percent: Math.round(drop * 100) }),
          icon: Wrench,
          run: () => damage.drop(place, 0),
        }
      : {
          id: 'drop',
          label: t('damage.drop'),
          icon: PackageX,
          run: () =>
            askNumber(
              { title: t('damage.dropTitle', { name }), label: t('damage.percent'), initial: 20 },
              t,
              (percent) => damage.drop(place, percent / 100),
            ),
        },
  ];
}

/** What one can break around a pod, or mend. */
export function podDamageActions({ namespace, name }: ObjectRef, session: Session, t: Translate): readonly Action[] {
  const { damage } = session;
  const slowness = damage.slownessOf(namespace, name);
  return [
    slowness > 0
      ? {
          id: 'mend-slow',
          label: t('damage.mendSlow', { ms: slowness }),
          icon: Wrench,
          run: () => damage.slow(namespace, name, 0),
        }
      : {
          id: 'slow',
          label: t('damage.slow'),
          icon: Gauge,
          run: () =>
            askNumber({ title: t('damage.slowTitle', { name }), label: t('damage.ms'), initial: 2000 }, t, (ms) =>
              damage.slow(namespace, name, ms),
            ),
        },
    ...packetActions({ namespace, pod: name }, name, session, t),
  ];
}

/** What one can break in a node's network, or mend. */
export function nodeDamageActions(node: string, snapshot: Snapshot, session: Session, t: Translate): readonly Action[] {
  const { damage } = session;
  const others = snapshot
    .list('nodes')
    .map(({ metadata }) => metadata.name)
    .filter((name) => name !== node);
  const isCut = damage.isCut(node);
  return [
    isCut
      ? { id: 'join', label: t('damage.join'), icon: Wrench, run: () => damage.cutNode(node, false) }
      : { id: 'cut', label: t('damage.cut'), icon: Unplug, run: () => damage.cutNode(node, true) },
    ...others
      .filter((other) => damage.isParted(node, other))
      .map((other) => ({
        id: `reunite-${other}`,
        label: t('damage.reunite', { other }),
        icon: Wrench,
        run: () => damage.partition(node, other, false),
      })),
    ...(others.some((other) => !damage.isParted(node, other)) ? [partAction(node, others, session, t)] : []),
    ...packetActions({ node }, node, session, t),
  ];
}

/** Asks from which other node; of very many, the first ones are offered. */
function partAction(node: string, others: readonly string[], session: Session, t: Translate): Action {
  const { damage } = session;
  const open = others.filter((other) => !damage.isParted(node, other)).slice(0, 20);
  return {
    id: 'part',
    label: t('damage.part'),
    icon: Split,
    run: () =>
      openOverlay({
        type: 'menu',
        label: t('damage.partFrom', { node }),
        actions: open.map((other) => ({
          id: `part-${other}`,
          label: t('damage.partFromNode', { other }),
          icon: Split,
          run: () => damage.partition(node, other, true),
        })),
        x: innerWidth / 2,
        y: innerHeight / 3,
      }),
  };
}

/** Sends a request to a Service, or from a pod: fills the request bar. */
export function sendActions(ref: ObjectRef, snapshot: Snapshot, session: Session, t: Translate): readonly Action[] {
  const { namespace, name, resource } = ref;
  if (resource === 'pods') {
    const from = { namespace, pod: name };
    return [
      {
        id: 'send-from',
        label: t('damage.sendFrom'),
        icon: Send,
        run: () => prepareRequest(session, suggestedUrls(snapshot, from)[0] ?? '', from),
      },
    ];
  }
  const service = snapshot.get('services', namespace, name);
  const port = service?.spec.ports?.[0];
  const nodePort = service?.spec.ports?.find((each) => each.nodePort)?.nodePort;
  if (service === undefined || port === undefined) return [];
  const pod = snapshot.list('pods', namespace).find(({ status }) => status.phase === 'Running');
  // From outside when there is a way in, else from some pod beside it.
  const url = nodePort === undefined ? `http://${name}${port.port === 80 ? '' : `:${port.port}`}/` : '';
  return [
    {
      id: 'send',
      label: t('damage.send'),
      icon: Send,
      run: () =>
        nodePort === undefined && pod !== undefined
          ? prepareRequest(session, url, { namespace, pod: pod.metadata.name })
          : prepareRequest(session, nodePort === undefined ? '' : `http://localhost:${nodePort}/`),
    },
  ];
}
