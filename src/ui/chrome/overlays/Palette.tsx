import { Command } from 'cmdk';
import { useEffect, useMemo, useState } from 'react';
import { useTexts } from '../../../i18n/index.ts';
import type { ObjectRef } from '../../../scene/index.ts';
import { fileActions } from '../../editor/file-actions.ts';
import { actionsFor } from '../../inspector/actions.ts';
import { closeOverlay, returnFocus } from '../overlay.ts';
import type { Action } from '../overlay.ts';
import { pageActions } from '../page-actions.ts';
import { ariaKeys } from '../platform.ts';
import { useSession } from '../session-context.ts';

/** Objects of each kind that are offered: more cannot be read, and typing narrows them anyway. */
const MOST_OF_A_KIND = 200;

const resources = [
  'deployments',
  'statefulsets',
  'daemonsets',
  'cronjobs',
  'jobs',
  'services',
  'nodes',
  'pods',
  'replicasets',
] as const;

/** What one acts on, of what nobody selected: so many at most, and none that Kubernetes itself needs. */
const MOST_ACTED_ON = 12;
const actedOn: readonly string[] = ['deployments', 'statefulsets', 'daemonsets', 'cronjobs', 'jobs', 'nodes'];

/** Find anything and do anything by typing. */
export function Palette() {
  const t = useTexts();
  const session = useSession();
  const { selection, frame } = session.state;
  const [words, setWords] = useState('');
  // Once it is out of the page, unless what was chosen took the focus.
  useEffect(() => () => void setTimeout(() => document.activeElement === document.body && returnFocus()), []);
  const objects = useMemo(
    () =>
      resources.flatMap((resource) =>
        frame.snapshot
          .list(resource)
          .slice(0, MOST_OF_A_KIND)
          .map(({ kind, metadata }) => ({
            kind,
            ref: { resource, namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid },
          })),
      ),
    [frame],
  );
  const others = useMemo(
    () =>
      objects
        .filter(({ ref }) => actedOn.includes(ref.resource) && !ref.namespace.startsWith('kube-'))
        .filter(({ ref }) => ref.uid !== selection?.uid)
        .slice(0, MOST_ACTED_ON),
    [objects, selection],
  );
  const forSelection = selection === undefined ? [] : actionsFor(selection, frame.snapshot, session, t);
  return (
    <Command.Dialog
      open
      label={t('app.palette')}
      overlayClassName="shade"
      contentClassName="palette"
      onOpenChange={(open) => !open && closeOverlay()}
    >
      <Command.Input
        className="palette-input"
        placeholder={t('app.palettePlaceholder')}
        value={words}
        onValueChange={setWords}
      />
      <Command.List className="palette-list" label={t('app.paletteResults')}>
        <Command.Empty className="palette-empty">{t('app.paletteEmpty')}</Command.Empty>
        {forSelection.length > 0 && (
          <Command.Group heading={selection?.name}>
            {forSelection.map((action) => (
              <ActionItem key={action.id} action={action} prefix={selection?.name ?? ''} />
            ))}
          </Command.Group>
        )}
        <Command.Group heading={t('app.paletteActions')}>
          {[...pageActions(session, t), ...fileActions(session, t)].map((action) => (
            <ActionItem key={action.id} action={action} prefix="" />
          ))}
        </Command.Group>
        <Command.Group heading={t('app.paletteObjects')}>
          {objects.map(({ kind, ref }) => (
            <ObjectItem key={ref.uid} kind={kind} item={ref} />
          ))}
        </Command.Group>
        {/* Only for who types: the list is long enough to look through. */}
        {words.trim() !== '' &&
          others.map(({ kind, ref }) => (
            <Command.Group key={ref.uid} heading={`${kind} ${ref.name}`}>
              {actionsFor(ref, frame.snapshot, session, t).map((action) => (
                <ActionItem
                  key={action.id}
                  action={{ ...action, label: `${ref.name}: ${action.label}` }}
                  prefix={`${kind} ${ref.name} ${ref.uid}`}
                />
              ))}
            </Command.Group>
          ))}
      </Command.List>
    </Command.Dialog>
  );
}

function ActionItem({
  action: { id, label, icon: Icon, keys, tone, run },
  prefix,
}: {
  action: Action;
  prefix: string;
}) {
  return (
    <Command.Item
      className="menu-item"
      data-tone={tone}
      aria-keyshortcuts={ariaKeys(keys)}
      value={`${label} ${id} ${prefix}`}
      onSelect={() => {
        closeOverlay();
        // What it opens gives the focus back to where it was before the palette.
        setTimeout(() => {
          returnFocus();
          run();
        });
      }}
    >
      {Icon === undefined ? null : <Icon size={14} />}
      <span>{label}</span>
      {keys !== undefined && <kbd aria-hidden>{keys}</kbd>}
    </Command.Item>
  );
}

function ObjectItem({ kind, item }: { kind: string; item: ObjectRef }) {
  const session = useSession();
  return (
    <Command.Item
      className="menu-item"
      value={`${kind} ${item.name} ${item.uid}`}
      onSelect={() => {
        closeOverlay();
        session.select(item);
      }}
    >
      <span className="palette-kind">{kind}</span>
      <span className="mono">{item.name}</span>
    </Command.Item>
  );
}
