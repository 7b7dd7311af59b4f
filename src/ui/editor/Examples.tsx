import { FilePlus2, ListPlus } from 'lucide-react';
import { useTexts } from '../../i18n/index.ts';
import type { Example, Examples as Scenes } from '../../session/index.ts';
import { closeOverlay } from '../chrome/overlay.ts';
import { Sheet } from '../chrome/overlays/Sheet.tsx';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import './examples.css';

/** Whole scenes to start from, by topic. */
export function Examples({ scenes: { examples, exampleTopics } }: { scenes: Scenes }) {
  const t = useTexts();
  return (
    <Sheet title={t('examples.label')}>
      <p className="examples-hint">{t('examples.hint')}</p>
      {exampleTopics.map((topic) => (
        <section key={topic} className="examples" aria-label={t(`examples.topic.${topic}`)}>
          <h3>{t(`examples.topic.${topic}`)}</h3>
          <ul>
            {examples
              .filter((example) => example.topic === topic)
              .map((example) => (
                <ExampleRow key={example.id} example={example} />
              ))}
          </ul>
        </section>
      ))}
    </Sheet>
  );
}

function ExampleRow({ example: { id, text } }: { example: Example }) {
  const t = useTexts();
  const session = useSession();
  const active = useSessionState((state) => state.files.find(({ name }) => name === state.activeFile)?.name);
  const title = t(`examples.${id}.title`);
  return (
    <li>
      <div>
        <b>{title}</b>
        <p>{t(`examples.${id}.what`)}</p>
      </div>
      <button
        type="button"
        className="button"
        aria-label={t('examples.newFileOf', { title })}
        onClick={() => {
          closeOverlay();
          session.editing.insertFile(`${id}.yaml`, text);
        }}
      >
        <FilePlus2 size={14} aria-hidden />
        {t('examples.newFile')}
      </button>
      {active !== undefined && (
        <button
          type="button"
          className="button"
          aria-label={t('examples.appendOf', { title, file: active })}
          onClick={() => {
            closeOverlay();
            session.editing.append(active, text);
            session.toast({ key: 'examples.appended', params: { file: active } });
          }}
        >
          <ListPlus size={14} aria-hidden />
          {t('examples.append')}
        </button>
      )}
    </li>
  );
}
