const LETTER = /\p{L}/u;
const DIGIT = /\d/;

/** The number that starts at `from`, and where it ends; `initial` stands for a number that it goes on from. */
function numberAt(text: string, from: number, initial: number): { value: number; end: number } {
  let value = initial;
  let end = from;
  for (; DIGIT.test(text[end] ?? ''); end++) value = value * 10 + Number(text[end]);
  return { value, end };
}

function continuesNumber(text: string, from: number): boolean {
  for (let index = from - 1; DIGIT.test(text[index] ?? ''); index--) {
    if (text[index] !== '0') return true;
  }
  return false;
}

/** The order in which go-yaml writes keys: letters after other characters, numbers by value (goyaml.v2/sorter.go). */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let index = 0;
  while (index < length && a[index] === b[index]) index++;
  const left = a[index];
  const right = b[index];
  if (left === undefined || right === undefined) return a.length - b.length;
  const leftIsLetter = LETTER.test(left);
  const rightIsLetter = LETTER.test(right);
  if (leftIsLetter !== rightIsLetter) return rightIsLetter ? -1 : 1;
  if (!leftIsLetter) {
    const initial = (left === '0' || right === '0') && continuesNumber(a, index) ? 1 : 0;
    const leftNumber = numberAt(a, index, initial);
    const rightNumber = numberAt(b, index, initial);
    if (leftNumber.value !== rightNumber.value) return leftNumber.value - rightNumber.value;
    if (leftNumber.end !== rightNumber.end) return leftNumber.end - rightNumber.end;
  }
  return left < right ? -1 : 1;
}
