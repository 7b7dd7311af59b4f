import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { KubeObject } from '../../engine/index.ts';
import { useTexts } from '../../i18n/index.ts';
import type { ObjectRef } from '../../scene/index.ts';
import { kindOf } from '../../session/index.ts';
import { IconButton } from '../chrome/IconButton.tsx';
import { focusThing, takeInspectorFocus } from '../chrome/inspector-focus.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { Overview } from './Overview.tsx';
import { ObjectEvents } from './ObjectEvents.tsx';
import { ObjectYaml } from './ObjectYaml.tsx';
import { PodLogs } from './PodLogs.tsx';
import { WhyCard } from './WhyCard.tsx';
import './inspector.css';

type Tab = 'overview' | 'yaml' | 'logs' | 'events';

/** Everything about the one thing that is selected. A default export, because that is what can be loaded lazily. */
export default function Inspector({ selection }: { selection: ObjectRef }) {
  const t = useTexts();
  const session = useSession();
  const frame = useSessionState((state) => state.frame);
  const [tab, setTab] = useState<Tab>('overview');
  const found = frame.snapshot.get(selection.resource, selection.namespace, selection.name);
  const object = found?.metadata.uid === selection.uid ? found : undefined;
  const kind = object?.kind ?? kindOf(selection.resource);
  const tabs: readonly (readonly [Tab, string])[] = [
    ['overview', t('inspector.overview')],
    ['yaml', 'YAML'],
    ...(selection.resource === 'pods' ? [['logs', t('inspector.logs')] as const] : []),
    ['events', t('inspector.events')],
  ];
  const shown = tabs.some(([id]) => id === tab) ? tab : 'overview';

  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (takeInspectorFocus(selection)) panel.current?.focus();
  }, [selection]);

  function close() {
    session.select(undefined);
    focusThing(selection.uid);
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const index = tabs.findIndex(([id]) => id === shown);
    const next = tabs[(index + step + tabs.length) % tabs.length];
    if (step === 0 || next === undefined) return;
    setTab(next[0]);
    event.currentTarget.querySelector<HTMLElement>(`#inspector-${next[0]}`)?.focus();
  }

  return (
    <section
      className="inspector"
      aria-label={t('inspector.label')}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) close();
      }}
    >
      <div className="pane-bar">
        <div role="tablist" aria-label={t('inspector.tabs')} className="tabs" onKeyDown={onKeyDown}>
          {tabs.map(([id, label]) => (
            <button
              key={id}
              id={`inspector-${id}`}
              type="button"
              role="tab"
              aria-selected={id === shown}
              aria-controls="inspector-panel"
              tabIndex={id === shown ? 0 : -1}
              onClick={() => setTab(id)}
            >
              {label}
            </button>
          ))}
        </div>
        <span className="spacer" />
        <IconButton icon={X} label={t('inspector.close')} keys="Esc" tip="belowLeft" onClick={close} />
      </div>
      <div
        ref={panel}
        id="inspector-panel"
        role="tabpanel"
        aria-labelledby={`inspector-${shown}`}
        className="inspector-body"
        tabIndex={0}
      >
        <Heading selection={selection} kind={kind} />
        {object === undefined ? (
          <Gone selection={selection} />
        ) : (
          <TabBody tab={shown} selection={selection} object={object} />
        )}
      </div>
    </section>
  );
}

function Heading({ selection, kind }: { selection: ObjectRef; kind: string }) {
  const t = useTexts();
  return (
    <div className="inspector-heading">
      <p>{selection.namespace === '' ? kind : t('inspector.kindIn', { kind, namespace: selection.namespace })}</p>
      <h2>{selection.name}</h2>
    </div>
  );
}

function TabBody({ tab, selection, object }: { tab: Tab; selection: ObjectRef; object: KubeObject }) {
  switch (tab) {
    case 'overview':
      return <Overview selection={selection} object={object} />;
    case 'yaml':
      return <ObjectYaml object={object} />;
    case 'logs':
      return <PodLogs selection={selection} object={object} />;
    case 'events':
      return <ObjectEvents key={selection.uid} uid={selection.uid} />;
  }
}

/** It no longer exists at this moment. */
function Gone({ selection }: { selection: ObjectRef }) {
  const t = useTexts();
  return (
    <>
      <p className="inspector-note">{t('inspector.gone', { name: selection.name })}</p>
      <WhyCard key={selection.uid} selection={selection} isGone />
      <ObjectEvents key={selection.uid} uid={selection.uid} />
    </>
  );
}
