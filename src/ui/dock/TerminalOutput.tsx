import { CircleHelp, Copy } from 'lucide-react';
import { Fragment, memo, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { Phrase } from '../../scene/index.ts';
import { openLine } from '../../session/index.ts';
import type { PlainWords, TerminalChunk, TerminalEntry } from '../../session/index.ts';
import { useSession } from '../chrome/session-context.ts';
import { contextOf, pieces } from './object-links.ts';
import type { LinkContext } from './object-links.ts';

export interface TerminalEntryProps {
  entry: TerminalEntry;
  plain: PlainWords | undefined;
  /** What its last line says stands before the line that is typed. */
  withoutOpenLine: boolean;
}

/** A command and what it printed, with links to the objects that it names and words for those who want them. */
export const TerminalEntryView = memo(function TerminalEntryView({
  entry,
  plain,
  withoutOpenLine,
}: TerminalEntryProps) {
  const t = useTexts();
  const { command, output } = entry;
  const context = useMemo(() => contextOf(command), [command]);
  const explanation = plain?.plainCommand(command);
  const open = withoutOpenLine ? openLine(output).length : 0;
  return (
    <div className="terminal-entry">
      <Explained phrase={explanation} label={t('dock.explainCommand')}>
        <Typed text={command} />
        {output.length > 0 && (
          <button
            type="button"
            className="terminal-tool"
            data-stop
            tabIndex={-1}
            aria-label={t('dock.copy')}
            title={t('dock.copy')}
            onClick={() => {
              void navigator.clipboard.writeText(output.map(({ text }) => text).join(''));
            }}
          >
            <Copy size={12} aria-hidden />
          </button>
        )}
      </Explained>
      {entry.isCut === true && <p className="terminal-cut">{t('dock.cut')}</p>}
      {output.map((chunk, index) => (
        <Chunk
          key={chunk.id}
          chunk={chunk}
          context={context}
          plain={plain}
          hidden={index === output.length - 1 ? open : 0}
          isWhole={chunk.text.endsWith('\n') && output[index - 1]?.text.endsWith('\n') !== false}
        />
      ))}
    </div>
  );
});

interface ChunkProps {
  chunk: TerminalChunk;
  context: LinkContext;
  plain: PlainWords | undefined;
  /** Characters at the end that are shown elsewhere. */
  hidden: number;
  /** It is made of whole lines: the browser need not draw it while it is out of sight. */
  isWhole: boolean;
}

const Chunk = memo(function Chunk({ chunk, context, plain, hidden, isWhole }: ChunkProps) {
  const { stream, text } = chunk;
  // A block ends its last line by itself; a second end would be an empty line in what is copied.
  const drawn = isWhole && /[^\n]\n$/.test(text) ? text.slice(0, -1) : text;
  const shown = hidden > 0 ? text.slice(0, -hidden) : drawn;
  return (
    <span className={isWhole ? 'terminal-lines' : undefined} data-stream={stream}>
      <Lines text={shown} context={context} plain={plain} />
    </span>
  );
});

/** Text with an explanation after the first line of each kind that has one. */
function Lines({ text, context, plain }: { text: string; context: LinkContext; plain: PlainWords | undefined }) {
  const t = useTexts();
  const parts: ReactNode[] = [];
  const explained = new Set<string>();
  let plainText = '';
  const flush = (): void => {
    if (plainText !== '') parts.push(<Linked key={parts.length} text={plainText} context={context} />);
    plainText = '';
  };
  for (const line of text.split(/(?<=\n)/)) {
    const phrase = plain?.plainLine(line);
    if (phrase === undefined || explained.has(phrase.key)) {
      plainText += line;
      continue;
    }
    explained.add(phrase.key);
    flush();
    parts.push(
      <Explained key={parts.length} phrase={phrase} label={t('dock.explainLine')}>
        <Linked text={line.replace(/\n$/, '')} context={context} />
      </Explained>,
    );
  }
  flush();
  return parts;
}

/** A line with a button that tells in plain words what it means. */
function Explained({ phrase, label, children }: { phrase: Phrase | undefined; label: string; children: ReactNode }) {
  const t = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="terminal-line">
      {children}
      {phrase !== undefined && (
        <button
          type="button"
          className="terminal-tool"
          data-stop
          tabIndex={-1}
          aria-label={label}
          aria-expanded={isOpen}
          title={label}
          onClick={() => setOpen(!isOpen)}
        >
          <CircleHelp size={12} aria-hidden />
        </button>
      )}
      {phrase !== undefined && isOpen && (
        <div
          className="terminal-note"
          role="note"
          ref={(note) => {
            // What is explained at the lower edge is explained in sight.
            note?.scrollIntoView({ block: 'nearest' });
          }}
        >
          {t(phrase.key, phrase.params)}
        </div>
      )}
    </div>
  );
}

/** Text whose names of objects select them. What was there when it was printed stays a link. */
const Linked = memo(function Linked({ text, context }: { text: string; context: LinkContext }) {
  const session = useSession();
  const t = useTexts();
  // The objects of the moment at which the text came; a later look would cost as much again for each change.
  const parts = useMemo(() => pieces(text, context, session.state.frame.snapshot), [text, context, session]);
  return parts.map((part, index) =>
    typeof part === 'string' ? (
      // A text is only ever replaced as a whole.
      <Fragment key={index}>{part}</Fragment>
    ) : (
      <span
        key={index}
        role="link"
        className="object-link"
        data-stop
        tabIndex={-1}
        title={t('dock.select', { name: part.ref.name })}
        onClick={() => {
          // Who selects text with the mouse does not mean to follow a link.
          if (window.getSelection()?.isCollapsed !== false) session.select(part.ref);
        }}
      >
        {part.text}
      </span>
    ),
  );
});

/** A command as it was typed: its first line after `$`, more of them after `>`. */
export function Typed({ text }: { text: string }) {
  return text.split('\n').map((line, index) => (
    // Lines of one text do not move.
    <Fragment key={index}>
      {index > 0 && '\n'}
      <span className="terminal-sign" aria-hidden>
        {index === 0 ? '$ ' : '> '}
      </span>
      {line}
    </Fragment>
  ));
}
