import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { ClipboardEvent, KeyboardEvent, RefObject } from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { PlainWords } from '../../session/index.ts';
import { useSession } from '../chrome/session-context.ts';
import { CompletionList } from './CompletionList.tsx';
import type { Offer } from './CompletionList.tsx';
import { commonPrefix, edited } from './line-editing.ts';
import { lastWord, searched, walk } from './line-history.ts';
import type { HistoryPlace } from './line-history.ts';

export interface TerminalPromptProps {
  input: RefObject<HTMLTextAreaElement | null>;
  /** Stands before the line: `$`, `>`, or what a program asks with. */
  sign: string;
  placeholder: string | undefined;
  plain: PlainWords | undefined;
  /** A command reads what is typed. */
  isRunning: boolean;
  onSubmit(line: string): void;
}

/** A search in the lines that were typed before (Ctrl-R). */
interface Search {
  readonly text: string;
  readonly index: number | undefined;
  readonly failed: boolean;
}

/** The line that is typed, with the keys that people's fingers know from bash. */
export function TerminalPrompt({ input, sign, placeholder, plain, isRunning, onSubmit }: TerminalPromptProps) {
  const t = useTexts();
  const session = useSession();
  const listId = useId();
  const [line, setLine] = useState('');
  const [place, setPlace] = useState<HistoryPlace>();
  const [search, setSearch] = useState<Search>();
  const [offer, setOffer] = useState<Offer>();
  const killed = useRef('');
  /** Where the cursor belongs once the field shows the line. */
  const cursor = useRef<number>(undefined);
  /** The word that Alt-. put there, and how many lines back it is from; undefined after any other key. */
  const recalled = useRef<{ readonly from: number; readonly to: number; readonly back: number }>(undefined);
  /** Tab was the key before. */
  const tabbed = useRef(false);
  const lines = session.terminal.typedLines;
  const found = search?.index === undefined ? '' : (lines[search.index] ?? '');

  useLayoutEffect(() => {
    if (cursor.current === undefined) return;
    input.current?.setSelectionRange(cursor.current, cursor.current);
    cursor.current = undefined;
  });

  function show(text: string, at = text.length) {
    setLine(text);
    setOffer(undefined);
    // A field that shows the line already is not drawn again.
    if (input.current?.value === text) input.current.setSelectionRange(at, at);
    else cursor.current = at;
  }

  function submit(text: string) {
    show('');
    setPlace(undefined);
    setSearch(undefined);
    onSubmit(text);
  }

  function recall(step: -1 | 1) {
    const from = place ?? { typed: line, index: lines.length };
    const next = walk(lines, from, step);
    setPlace(next);
    show(lines[next.index] ?? next.typed);
  }

  function choose(candidates: readonly string[], from: number, to: number, chosen: number) {
    const candidate = candidates[chosen] ?? '';
    const text = line.slice(0, from) + candidate + line.slice(to);
    setLine(text);
    cursor.current = from + candidate.length;
    setOffer({ candidates, from, to: from + candidate.length, chosen });
  }

  function complete(field: HTMLTextAreaElement, isBack: boolean) {
    if (offer !== undefined) {
      const { candidates, from, to, chosen } = offer;
      const count = candidates.length;
      const next = chosen === undefined ? (isBack ? count - 1 : 0) : (chosen + (isBack ? count - 1 : 1)) % count;
      choose(candidates, from, to, next);
      return;
    }
    const at = field.selectionStart;
    const completion = session.terminal.complete(line, at);
    if (completion === undefined || completion.candidates.length === 0) return;
    const { candidates, from, to } = completion;
    const [only] = candidates;
    if (candidates.length === 1 && only !== undefined) {
      const end = /[/=:]$/.test(only) || line.charAt(to) === ' ' ? '' : ' ';
      show(line.slice(0, from) + only + end + line.slice(to), from + only.length + end.length);
      return;
    }
    const common = commonPrefix(candidates);
    if (common.length > to - from) show(line.slice(0, from) + common + line.slice(to), from + common.length);
    else if (tabbed.current) setOffer({ candidates, from, to, chosen: undefined });
  }

  function find(text: string, before: number) {
    const index = searched(lines, text, before);
    setSearch((old) => ({
      text,
      index: index ?? (text === '' ? undefined : old?.index),
      failed: text !== '' && index === undefined,
    }));
  }

  function onSearchKey(event: KeyboardEvent<HTMLTextAreaElement>, now: Search): boolean {
    if (event.ctrlKey && event.key === 'r') find(now.text, now.index ?? lines.length);
    else if (event.key === 'Enter') submit(found);
    else if (event.key === 'Escape' || event.key === 'Tab' || event.key.startsWith('Arrow')) {
      setSearch(undefined);
      show(found === '' ? line : found);
    } else if (event.ctrlKey && (event.key === 'g' || event.key === 'c')) {
      setSearch(undefined);
      show(line);
    } else return false;
    return true;
  }

  function onControl(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
    const hasSelection = window.getSelection()?.isCollapsed === false || isSelecting(event.currentTarget);
    switch (event.key) {
      case 'c':
        // With something selected it copies, as in every terminal of a browser.
        if (hasSelection) return false;
        session.terminal.interrupt(line);
        setPlace(undefined);
        show('');
        return true;
      case 'd':
        if (line !== '') return false;
        session.terminal.endInput();
        return true;
      case 'z':
        // With nothing to stop it takes back what was typed, as in every field of a browser.
        if (!isRunning) return false;
        session.terminal.suspend();
        return true;
      case 'l':
        session.terminal.clear();
        return true;
      case 'p':
        recall(-1);
        return true;
      case 'r':
        setSearch({ text: '', index: undefined, failed: false });
        return true;
      default:
        return false;
    }
  }

  /** Alt-.: the last word of the line before; pressed again, of the one before that. */
  function recallWord(at: number) {
    const { from, to, back } = recalled.current ?? { from: at, to: at, back: 0 };
    const word = lastWord(lines, back + 1);
    if (word === undefined) return;
    show(line.slice(0, from) + word + line.slice(to), from + word.length);
    recalled.current = { from, to: from + word.length, back: back + 1 };
  }

  function onKey(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
    const field = event.currentTarget;
    const { key, ctrlKey, altKey, metaKey, shiftKey } = event;
    if (search !== undefined) return onSearchKey(event, search);
    if (altKey && !ctrlKey && !metaKey && (key === '.' || key === '_')) {
      recallWord(field.selectionStart);
      return true;
    }
    if (key !== 'Alt') recalled.current = undefined;
    if (ctrlKey && !altKey && !metaKey && onControl(event)) return true;
    if ((ctrlKey || altKey) && !metaKey) {
      const next = edited(
        { text: line, cursor: field.selectionStart, killed: killed.current },
        { key, ctrlKey, altKey },
      );
      if (next === undefined) return false;
      killed.current = next.killed;
      show(next.text, next.cursor);
      return true;
    }
    switch (key) {
      case 'Enter':
        if (shiftKey) return false;
        if (offer?.chosen !== undefined) show(line + (/[/=:]$/.test(line) ? '' : ' '));
        else submit(line);
        return true;
      case 'Tab':
        // With nothing typed it moves on as everywhere: nobody is caught in here.
        if (line === '' || isRunning || (shiftKey && offer === undefined)) return false;
        complete(field, shiftKey);
        return true;
      case 'Escape':
        if (offer === undefined) return false;
        setOffer(undefined);
        return true;
      case 'ArrowUp':
        if (line.slice(0, field.selectionStart).includes('\n')) return false;
        recall(-1);
        return true;
      case 'ArrowDown':
        if (line.slice(field.selectionStart).includes('\n')) return false;
        recall(1);
        return true;
      default:
        return false;
    }
  }

  return (
    <>
      <form
        className="prompt"
        onSubmit={(event) => {
          event.preventDefault();
          submit(line);
        }}
      >
        {search === undefined ? (
          <span className="prompt-sign" aria-hidden>
            {sign}
          </span>
        ) : (
          <span className="prompt-sign">{`(${search.failed ? 'failed ' : ''}reverse-i-search)`}</span>
        )}
        <textarea
          ref={input}
          rows={line.split('\n').length}
          aria-label={t(search === undefined ? 'dock.prompt' : 'dock.searchHistory')}
          aria-controls={offer === undefined ? undefined : listId}
          aria-autocomplete="list"
          aria-activedescendant={offer?.chosen === undefined ? undefined : `${listId}-${offer.chosen}`}
          placeholder={placeholder}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          value={search === undefined ? line : search.text}
          onChange={({ target: { value } }) => {
            if (search === undefined) {
              setLine(value);
              setPlace(undefined);
              setOffer(undefined);
            } else find(value, lines.length);
          }}
          onKeyDown={(event) => {
            // While a Korean syllable is put together, keys belong to the input method.
            if (event.nativeEvent.isComposing) return;
            if (onKey(event)) event.preventDefault();
            tabbed.current = event.key === 'Tab' && !event.shiftKey;
          }}
          onPaste={(event) => onPaste(event)}
        />
        {search !== undefined && (
          <output className="prompt-found" aria-live="polite">
            {found}
          </output>
        )}
      </form>
      {line.includes('\n') && search === undefined && (
        <p className="prompt-note">{t('dock.severalLines', { count: line.split('\n').length })}</p>
      )}
      {offer !== undefined && (
        <CompletionList
          id={listId}
          offer={offer}
          before={line.slice(0, offer.from)}
          plain={plain}
          onChoose={(index) => {
            choose(offer.candidates, offer.from, offer.to, index);
            setOffer(undefined);
            input.current?.focus();
          }}
        />
      )}
    </>
  );

  function onPaste(event: ClipboardEvent<HTMLTextAreaElement>) {
    const pasted = event.clipboardData.getData('text/plain');
    if (!/[\r\n]/.test(pasted) || search !== undefined) return;
    // As bash does since 5.1: what is pasted is shown, and runs when Enter is pressed.
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    const text = pasted.replaceAll(/\r\n?/g, '\n').replace(/\n+$/, '');
    setPlace(undefined);
    show(line.slice(0, selectionStart) + text + line.slice(selectionEnd), selectionStart + text.length);
  }
}

function isSelecting({ selectionStart, selectionEnd }: HTMLTextAreaElement): boolean {
  return selectionStart !== selectionEnd;
}
