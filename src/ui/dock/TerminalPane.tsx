import { memo, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { TerminalEntry } from '../../session/index.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';

/** Px from the end within which the view follows what is printed. */
const FOLLOW_WITHIN = 24;

/** Every command that was run, by whatever button or key, with what it printed; and a line to type the next one. */
export function TerminalPane() {
  const t = useTexts();
  const session = useSession();
  const entries = useSessionState((state) => state.terminal);
  const running = entries.some((entry) => entry.running);
  const unfinished = useSessionState((state) => state.unfinishedLine);
  const view = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const follows = useRef(true);
  const [line, setLine] = useState('');
  /** How far back in what was typed before; 0: the line that is being typed. */
  const [back, setBack] = useState(0);

  useLayoutEffect(() => {
    if (follows.current && view.current !== null) view.current.scrollTop = view.current.scrollHeight;
  });

  function recall(step: number) {
    const typed = session.terminal.typedLines;
    const next = Math.min(typed.length, Math.max(0, back + step));
    setBack(next);
    setLine(next === 0 ? '' : (typed.at(-next) ?? ''));
  }

  function submit(text: string) {
    follows.current = true;
    session.terminal.type(text);
    setLine('');
    setBack(0);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'ArrowUp') recall(1);
    else if (event.key === 'ArrowDown') recall(-1);
    else if (event.ctrlKey && event.key === 'c' && window.getSelection()?.isCollapsed !== false) {
      session.terminal.interrupt();
      setLine('');
    } else if (event.ctrlKey && event.key === 'd' && line === '') session.terminal.endInput();
    else return;
    event.preventDefault();
  }

  return (
    <div
      ref={view}
      className="terminal"
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        follows.current = scrollHeight - scrollTop - clientHeight < FOLLOW_WITHIN;
      }}
      onPointerUp={(event) => {
        // A click beside the text goes to the prompt; a selection stays one.
        if (event.target === event.currentTarget && window.getSelection()?.isCollapsed === true) input.current?.focus();
      }}
    >
      <div role="log" aria-label={t('dock.output')} tabIndex={0}>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </div>
      {unfinished !== '' && <Typed text={unfinished} />}
      <form
        className="prompt"
        onSubmit={(event) => {
          event.preventDefault();
          submit(line);
        }}
      >
        <span aria-hidden>{running ? '' : unfinished === '' ? '$' : '>'}</span>
        <input
          ref={input}
          aria-label={t('dock.prompt')}
          placeholder={entries.length === 0 ? t('dock.placeholder') : undefined}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          value={line}
          onChange={(event) => setLine(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const text = event.clipboardData.getData('text/plain').replaceAll('\r', '');
            if (!text.includes('\n')) return;
            // A field holds one line; a script that is pasted is run as one.
            event.preventDefault();
            const { selectionStart, selectionEnd } = event.currentTarget;
            submit(line.slice(0, selectionStart ?? 0) + text.replace(/\n+$/, '') + line.slice(selectionEnd ?? 0));
          }}
        />
      </form>
    </div>
  );
}

const Entry = memo(function Entry({ entry }: { entry: TerminalEntry }) {
  return (
    <div className="terminal-entry">
      <Typed text={entry.command} />
      {entry.output.map((chunk, index) => (
        // Output only ever grows at its end.
        <span key={index} data-stream={chunk.stream}>
          {chunk.text}
        </span>
      ))}
    </div>
  );
});

/** A command as it was typed: its first line after `$`, more of them after `>`. */
function Typed({ text }: { text: string }) {
  return text.split('\n').map((line, index) => (
    // Lines of one text do not move.
    <div key={index}>
      <span className="terminal-sign" aria-hidden>
        {index === 0 ? '$ ' : '> '}
      </span>
      {line}
    </div>
  ));
}
