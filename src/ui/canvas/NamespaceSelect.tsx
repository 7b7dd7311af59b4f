import { useMemo, useSyncExternalStore } from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { NamespaceChoice, PictureStore } from '../../scene/index.ts';

/** Options are named after what they show; a namespace may be called anything, so each gets a mark in front. */
function valueOf(choice: NamespaceChoice): string {
  return choice.type === 'one' ? `one/${choice.name}` : choice.type;
}

function choiceOf(value: string): NamespaceChoice {
  if (value === 'own' || value === 'all') return { type: value };
  return { type: 'one', name: value.slice('one/'.length) };
}

/** Which namespaces the picture shows: Kubernetes's own are left out until someone asks for them. */
export function NamespaceSelect({
  store,
  chosen,
  onChoose,
}: {
  store: PictureStore;
  chosen: NamespaceChoice;
  onChoose: (choice: NamespaceChoice) => void;
}) {
  const t = useTexts();
  const subscribe = useMemo(() => (listener: () => void) => store.subscribe('picture', listener), [store]);
  const namespaces = useSyncExternalStore(subscribe, () => store.scene().picture.namespaces);
  return (
    <select
      className="namespace-select"
      aria-label={t('canvas.namespaces.label')}
      title={t('canvas.namespaces.label')}
      value={valueOf(chosen)}
      onChange={(event) => onChoose(choiceOf(event.target.value))}
    >
      <option value="own">{t('canvas.namespaces.own')}</option>
      <option value="all">{t('canvas.namespaces.all')}</option>
      {namespaces.map((name) => (
        <option key={name} value={`one/${name}`}>
          {name}
        </option>
      ))}
    </select>
  );
}
