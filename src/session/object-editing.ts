import type { OpenedText } from '../shell/index.ts';
import type { OpenObject, SessionPort } from './session-port.ts';

/**
 * `kubectl edit` in the page: the object stands in a tab of the editor, where it is changed. The command goes on when the
 * tab is saved, and is called off when it is closed.
 */
export class ObjectEditing implements OpenObject {
  private readonly session: SessionPort;
  /** Lets the command go on that waits. */
  private readonly wake: () => void;
  private opened: { text?: string; isEnded: boolean } | undefined;

  constructor(session: SessionPort, wake: () => void) {
    this.session = session;
    this.wake = wake;
  }

  /** Opens a text in a tab of its own, until it is closed. */
  open(fileName: string, text: string): OpenedText {
    const before = this.session.state.activeFile;
    const file = this.session.editing.insertFile(fileName, text);
    this.session.set({ editedObject: file });
    const opened: { text?: string; isEnded: boolean } = { isEnded: false };
    this.opened = opened;
    return {
      done: {
        pending: 0,
        hasRoom: false,
        get isEnded() {
          return opened.isEnded;
        },
      },
      saved: () => opened.text,
      close: () => {
        this.session.set({ editedObject: undefined });
        this.session.editing.remove(file);
        if (this.session.state.files.some(({ name }) => name === before)) this.session.activateFile(before);
      },
    };
  }

  /** The text is as the person wants it. */
  save(): void {
    const { editedObject, files } = this.session.state;
    const text = files.find(({ name }) => name === editedObject)?.text;
    if (this.opened !== undefined && text !== undefined) this.opened.text = text;
    this.cancel();
  }

  /** The person does not want to change the object after all. */
  cancel(): void {
    if (this.opened === undefined) return;
    this.opened.isEnded = true;
    this.opened = undefined;
    this.wake();
  }
}
