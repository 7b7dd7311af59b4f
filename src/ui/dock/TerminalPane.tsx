import { Search } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { openLine } from '../../session/index.ts';
import type { TerminalEntry } from '../../session/index.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { IconButton } from '../chrome/IconButton.tsx';
import { usePlainWords } from './plain-words.ts';
import { moveBetweenStops, offerLastStop } from './roving-focus.ts';
import { TerminalEntryView, Typed } from './TerminalOutput.tsx';
import { TerminalPrompt } from './TerminalPrompt.tsx';
import { TerminalSearch } from './TerminalSearch.tsx';
import './terminal.css';

/** Px from the end within which the view follows what is printed. */
const FOLLOW_WITHIN = 24;
/** A longer line without an end is output, no prompt of a program. */
const LONGEST_SIGN = 80;
/** Lines that are read out; of more only the number is told. */
const LINES_READ = 6;

/** Every command that was run, by whatever button or key, with what it printed; and a line to type the next one. */
export function TerminalPane() {
  const t = useTexts();
  const session = useSession();
  const entries = useSessionState((state) => state.terminal);
  const unfinished = useSessionState((state) => state.unfinishedLine);
  const view = useRef<HTMLDivElement>(null);
  const log = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const follows = useRef(true);
  const plain = usePlainWords(entries.length > 0);
  const running = entries.findLast((entry) => entry.running);
  const asked = running === undefined ? '' : openLine(running.output);
  const isAsking = asked !== '' && asked.length <= LONGEST_SIGN;
  const [isSearching, setSearching] = useState(false);

  useLayoutEffect(() => {
    if (follows.current && view.current !== null) view.current.scrollTop = view.current.scrollHeight;
    if (log.current !== null) offerLastStop(log.current);
  });

  return (
    <div
      className="terminal-pane"
      onKeyDown={(event) => {
        if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.key.toLowerCase() !== 'f') return;
        event.preventDefault();
        setSearching(true);
      }}
    >
      <div
        ref={view}
        className="terminal"
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          follows.current = scrollHeight - scrollTop - clientHeight < FOLLOW_WITHIN;
        }}
        onPointerUp={(event) => {
          // A click beside the text goes to the prompt; a selection stays one.
          if (event.target === event.currentTarget && window.getSelection()?.isCollapsed === true)
            input.current?.focus();
        }}
      >
        <div
          ref={log}
          role="log"
          aria-live="off"
          aria-label={t('dock.output')}
          tabIndex={0}
          onKeyDown={moveBetweenStops}
        >
          {entries.map((entry) => (
            <TerminalEntryView
              key={entry.id}
              entry={entry}
              plain={plain}
              withoutOpenLine={isAsking && entry === running}
            />
          ))}
        </div>
        {unfinished !== '' && (
          <div className="terminal-line">
            <Typed text={unfinished} />
          </div>
        )}
        <TerminalPrompt
          input={input}
          sign={isAsking ? asked.trimEnd() : running !== undefined ? '' : unfinished === '' ? '$' : '>'}
          placeholder={entries.length === 0 ? t('dock.placeholder') : undefined}
          plain={plain}
          isRunning={running !== undefined}
          onSubmit={(line) => {
            follows.current = true;
            session.terminal.type(line);
          }}
        />
        <Spoken entries={entries} />
      </div>
      {isSearching ? (
        <TerminalSearch
          log={log}
          onClose={() => {
            setSearching(false);
            input.current?.focus();
          }}
        />
      ) : (
        entries.length > 0 && (
          <div className="terminal-search-button">
            <IconButton
              icon={Search}
              label={t('dock.find')}
              keys="Ctrl+Shift+F"
              tip="belowLeft"
              onClick={() => setSearching(true)}
            />
          </div>
        )
      )}
    </div>
  );
}

/** Tells assistive technology once what a command printed: when it has ended, and not line by line. */
function Spoken({ entries }: { entries: readonly TerminalEntry[] }) {
  const t = useTexts();
  const told = useRef(0);
  const [text, setText] = useState('');
  const ended = entries.findLast((entry) => !entry.running);
  useEffect(() => {
    if (ended === undefined || ended.id <= told.current) return;
    told.current = ended.id;
    const lines = ended.output
      .map((chunk) => chunk.text)
      .join('')
      .trim()
      .split('\n');
    setText(lines.length <= LINES_READ ? lines.join('\n') : t('dock.printed', { count: lines.length }));
  }, [ended, t]);
  return (
    <div role="status" className="visually-hidden">
      {text}
    </div>
  );
}
