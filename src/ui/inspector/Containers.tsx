import type { Container, ContainerStatus, Pod } from '../../engine/index.ts';
import { useTexts } from '../../i18n/index.ts';
import type { Translate } from '../../i18n/index.ts';

/** The containers of a pod: what each runs, and how it fares. */
export function Containers({ pod }: { pod: Pod }) {
  const t = useTexts();
  const statuses = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  return (
    <section className="inspector-section" aria-label={t('inspector.containers')}>
      <h3>{t('inspector.containers')}</h3>
      <ul className="containers">
        {containers.map((container) => (
          <ContainerRow
            key={container.name}
            container={container}
            status={statuses.find((status) => status.name === container.name)}
          />
        ))}
      </ul>
    </section>
  );
}

function ContainerRow({ container, status }: { container: Container; status: ContainerStatus | undefined }) {
  const t = useTexts();
  const last = status?.lastState.terminated;
  return (
    <li>
      <span className="container-box" data-ready={status?.ready ?? false} aria-hidden />
      <div>
        <b>{container.name}</b> <span className="mono">{container.image}</span>
        <p>{stateText(status, t)}</p>
        {status?.state.waiting?.message !== undefined && <p>{status.state.waiting.message}</p>}
        {last !== undefined && (
          <p>
            {t('inspector.lastEnd', {
              reason: last.reason ?? '',
              code: last.exitCode,
              count: status?.restartCount ?? 0,
            })}
          </p>
        )}
      </div>
    </li>
  );
}

function stateText(status: ContainerStatus | undefined, t: Translate): string {
  const { running, terminated, waiting } = status?.state ?? {};
  if (running !== undefined)
    return status?.ready === true ? t('inspector.runningReady') : t('inspector.runningUnready');
  if (terminated !== undefined) {
    return t('inspector.ended', { reason: terminated.reason ?? '', code: terminated.exitCode });
  }
  return waiting?.reason ?? t('inspector.waiting');
}
