import {
  CirclePause,
  CirclePlay,
  Eye,
  HeartCrack,
  HeartPulse,
  ImageUp,
  PlugZap,
  Power,
  RefreshCw,
  RotateCcw,
  Scale,
  Scaling,
  ShieldBan,
  ShieldCheck,
  Skull,
  Trash2,
  Truck,
} from 'lucide-react';
import type { Container, Deployment, Pod, Snapshot } from '../../engine/index.ts';
import type { Translate } from '../../i18n/index.ts';
import type { ObjectRef } from '../../scene/index.ts';
import type { ContainerRef, Session } from '../../session/index.ts';
import { openOverlay } from '../chrome/overlay.ts';
import type { Action } from '../chrome/overlay.ts';
import { nodeDamageActions, podDamageActions, sendActions } from '../traffic/damage-actions.ts';

/** What one can do to an object, most wanted first. The same list is the inspector's buttons, the menu and the palette. */
export function actionsFor(ref: ObjectRef, snapshot: Snapshot, session: Session, t: Translate): readonly Action[] {
  switch (ref.resource) {
    case 'pods': {
      const pod = snapshot.get('pods', ref.namespace, ref.name);
      return pod === undefined ? [] : podActions(ref, pod, snapshot, session, t);
    }
    case 'nodes':
      return nodeActions(ref, snapshot, session, t);
    case 'deployments': {
      const deployment = snapshot.get('deployments', ref.namespace, ref.name);
      return deployment === undefined ? [] : deploymentActions(ref, deployment, session, t);
    }
    case 'replicasets':
    case 'replicationcontrollers': {
      const set = snapshot.get(ref.resource, ref.namespace, ref.name);
      return set === undefined ? [] : [scaleAction(ref, set.spec.replicas, session, t), deleteAction(ref, session, t)];
    }
    case 'statefulsets': {
      const set = snapshot.get('statefulsets', ref.namespace, ref.name);
      return set === undefined
        ? []
        : [
            scaleAction(ref, set.spec.replicas, session, t),
            ...imageActions(ref, set.spec.template.spec.containers, session, t),
            ...rolloutActions(ref, session, t),
            deleteAction(ref, session, t),
          ];
    }
    case 'daemonsets': {
      const set = snapshot.get('daemonsets', ref.namespace, ref.name);
      const images = set === undefined ? [] : imageActions(ref, set.spec.template.spec.containers, session, t);
      return [...images, ...rolloutActions(ref, session, t), deleteAction(ref, session, t)];
    }
    case 'jobs':
      return [
        suspendAction(ref, snapshot.get('jobs', ref.namespace, ref.name)?.spec.suspend === true, session, t),
        deleteAction(ref, session, t),
      ];
    case 'cronjobs':
      return [
        {
          id: 'run-now',
          label: t('damage.runNow'),
          icon: CirclePlay,
          run: () => session.commands.runNow(ref),
        },
        suspendAction(ref, snapshot.get('cronjobs', ref.namespace, ref.name)?.spec.suspend === true, session, t),
        deleteAction(ref, session, t),
      ];
    case 'services':
      return [...sendActions(ref, snapshot, session, t), deleteAction(ref, session, t)];
    default:
      return [deleteAction(ref, session, t)];
  }
}

function podActions(ref: ObjectRef, pod: Pod, snapshot: Snapshot, session: Session, t: Translate): readonly Action[] {
  const { containers } = pod.spec;
  const forContainer = ({ name }: { name: string }): Action[] => {
    const container: ContainerRef = { namespace: ref.namespace, pod: ref.name, container: name };
    const params = { container: containers.length > 1 ? name : '' };
    const crashing = session.commands.isOn('crashContainer', container);
    const unready = session.commands.isOn('failReadiness', container);
    return [
      {
        id: `kill-${name}`,
        label: t('inspector.killContainer', params).trim(),
        icon: Skull,
        run: () => session.commands.killContainer(container),
      },
      {
        id: `crash-${name}`,
        label: (crashing ? t('inspector.mendContainer', params) : t('inspector.crashContainer', params)).trim(),
        icon: crashing ? HeartPulse : RefreshCw,
        run: () => session.commands.crashContainer(container, !crashing),
      },
      {
        id: `unready-${name}`,
        label: (unready ? t('inspector.mendReadiness', params) : t('inspector.failReadiness', params)).trim(),
        icon: unready ? Eye : HeartCrack,
        run: () => session.commands.failReadiness(container, !unready),
      },
    ];
  };
  return [
    deleteAction(ref, session, t),
    ...containers.flatMap(forContainer),
    ...podDamageActions(ref, session, t),
    ...sendActions(ref, snapshot, session, t),
  ];
}

function nodeActions(ref: ObjectRef, snapshot: Snapshot, session: Session, t: Translate): readonly Action[] {
  const { commands } = session;
  const { name } = ref;
  const cordoned = snapshot.get('nodes', '', name)?.spec.unschedulable === true;
  const isOff = snapshot.isPoweredOn(name) === false;
  return [
    isOff
      ? { id: 'power-on', label: t('inspector.powerOn'), icon: Power, run: () => commands.powerOn(name) }
      : {
          id: 'power-off',
          label: t('inspector.powerOff'),
          icon: PlugZap,
          tone: 'danger',
          run: () => commands.powerOff(name),
        },
    cordoned
      ? { id: 'uncordon', label: t('inspector.uncordon'), icon: ShieldCheck, run: () => commands.uncordon(name) }
      : { id: 'cordon', label: t('inspector.cordon'), icon: ShieldBan, run: () => commands.cordon(name) },
    { id: 'drain', label: t('inspector.drain'), icon: Truck, run: () => commands.drain(name) },
    ...nodeDamageActions(name, snapshot, session, t),
    {
      id: 'remove-node',
      label: t('inspector.removeNode'),
      icon: Trash2,
      tone: 'danger',
      run: () => commands.removeNode(name),
    },
  ];
}

function deploymentActions(ref: ObjectRef, deployment: Deployment, session: Session, t: Translate): readonly Action[] {
  const { commands } = session;
  const images = imageActions(ref, deployment.spec.template.spec.containers, session, t);
  const paused = deployment.spec.paused === true;
  return [
    scaleAction(ref, deployment.spec.replicas, session, t),
    ...images,
    { id: 'undo', label: t('inspector.rollback'), icon: RotateCcw, run: () => commands.rollout('undo', ref) },
    paused
      ? { id: 'resume', label: t('inspector.resume'), icon: CirclePlay, run: () => commands.rollout('resume', ref) }
      : { id: 'pause', label: t('inspector.pause'), icon: CirclePause, run: () => commands.rollout('pause', ref) },
    {
      id: 'compare',
      label: t('damage.compare'),
      icon: Scale,
      run: () => openOverlay({ type: 'compare', deployment: ref }),
    },
    { id: 'restart', label: t('inspector.restart'), icon: RefreshCw, run: () => commands.rollout('restart', ref) },
    deleteAction(ref, session, t),
  ];
}

function imageActions(
  ref: ObjectRef,
  containers: readonly Container[],
  session: Session,
  t: Translate,
): readonly Action[] {
  return containers.map((container) => ({
    id: `image-${container.name}`,
    label: t('inspector.setImage', { container: container.name }),
    icon: ImageUp,
    run: () =>
      openOverlay({
        type: 'question',
        question: {
          title: t('inspector.setImageTitle', { container: container.name, name: ref.name }),
          label: t('inspector.image'),
          initial: container.image ?? '',
          confirm: t('inspector.setImageConfirm'),
          type: 'text',
          answer: (image) => session.commands.setImage(ref, container.name, image),
        },
      }),
  }));
}

/** To the revision before, and the same one anew. */
function rolloutActions(ref: ObjectRef, { commands }: Session, t: Translate): readonly Action[] {
  return [
    { id: 'undo', label: t('inspector.rollback'), icon: RotateCcw, run: () => commands.rollout('undo', ref) },
    { id: 'restart', label: t('inspector.restart'), icon: RefreshCw, run: () => commands.rollout('restart', ref) },
  ];
}

function suspendAction(ref: ObjectRef, isSuspended: boolean, session: Session, t: Translate): Action {
  return {
    id: isSuspended ? 'unsuspend' : 'suspend',
    label: isSuspended ? t('damage.unsuspend') : t('damage.suspend'),
    icon: isSuspended ? CirclePlay : CirclePause,
    run: () => session.commands.suspend(ref, !isSuspended),
  };
}

function scaleAction(ref: ObjectRef, replicas: number, session: Session, t: Translate): Action {
  return {
    id: 'scale',
    label: t('inspector.scale'),
    icon: Scaling,
    run: () =>
      openOverlay({
        type: 'question',
        question: {
          title: t('inspector.scaleTitle', { name: ref.name }),
          label: t('inspector.replicas'),
          initial: String(replicas),
          confirm: t('inspector.scale'),
          type: 'number',
          answer: (text) => session.commands.scale(ref, Number(text)),
        },
      }),
  };
}

function deleteAction(ref: ObjectRef, session: Session, t: Translate): Action {
  return {
    id: 'delete',
    label: ref.resource === 'pods' ? t('inspector.deletePod') : t('inspector.delete'),
    icon: Trash2,
    tone: 'danger',
    keys: 'Delete',
    run: () => session.commands.delete(ref),
  };
}
