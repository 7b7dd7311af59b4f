import { useState } from 'react';
import type { KubeObject, Pod } from '../../engine/index.ts';
import { useTexts } from '../../i18n/index.ts';
import type { ObjectRef } from '../../scene/index.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';

const MOST_LINES = 300;

/** What a pod's container printed, by this instance or the one before the last restart. */
export function PodLogs({ selection, object }: { selection: ObjectRef; object: KubeObject }) {
  const t = useTexts();
  const session = useSession();
  // Logs are not objects: they grow without a revision, as time goes by.
  useSessionState((state) => Math.floor(state.now / 500));
  const names = isPod(object) ? object.spec.containers.map((container) => container.name) : [];
  const [chosen, setChosen] = useState<string>();
  const [previous, setPrevious] = useState(false);
  const container = names.find((name) => name === chosen) ?? names[0] ?? '';
  const lines = session.logs(selection.namespace, selection.name, container, previous) ?? [];
  return (
    <div className="pod-logs">
      <div className="pod-logs-choice">
        {names.length > 1 && (
          <select
            aria-label={t('inspector.container')}
            value={container}
            onChange={(event) => setChosen(event.target.value)}
          >
            {names.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
        <label>
          <input type="checkbox" checked={previous} onChange={(event) => setPrevious(event.target.checked)} />{' '}
          {t('inspector.previous')}
        </label>
      </div>
      {lines.length === 0 ? (
        <p className="inspector-note">{previous ? t('inspector.noPreviousLogs') : t('inspector.noLogs')}</p>
      ) : (
        <pre tabIndex={0} role="log" aria-live="off" aria-label={t('inspector.logsOf', { container })}>
          {lines
            .slice(-MOST_LINES)
            .map((line) => line.text)
            .join('\n')}
        </pre>
      )}
    </div>
  );
}

function isPod(object: KubeObject): object is Pod {
  return object.kind === 'Pod';
}
