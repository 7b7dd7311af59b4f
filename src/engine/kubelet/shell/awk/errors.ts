/**
 * A program that awk cannot read. The message is mawk's, which is Debian's and Ubuntu's awk, without `awk: ` before it;
 * `busybox` is what busybox's awk says of the same.
 */
export class AwkSyntaxError extends Error {
  readonly busybox: string;

  constructor(message: string, busybox = 'Unexpected token') {
    super(message);
    this.busybox = busybox;
  }
}

/** What a program does that awk refuses while it runs; `busybox` as above. */
export class AwkError extends Error {
  readonly busybox: string;

  constructor(message: string, busybox = message) {
    super(message);
    this.busybox = busybox;
  }
}
