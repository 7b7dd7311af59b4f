/** A particle whose form depends on the end of the word before it: after a consonant, after a vowel. */
const forms: Readonly<Record<string, readonly [afterConsonant: string, afterVowel: string]>> = {
  '을(를)': ['을', '를'],
  '이(가)': ['이', '가'],
  '은(는)': ['은', '는'],
  '과(와)': ['과', '와'],
  '와(과)': ['과', '와'],
  '(으)로': ['으로', '로'],
  '(이)라': ['이라', '라'],
};

/** What stands in brackets between a word and its particle is not what the particle goes with: `web(리비전 1)을(를)`. */
const PARTICLE =
  /([a-z]{0,3}[^)])( ?\([^()]{1,80}\))?(을\(를\)|이\(가\)|은\(는\)|과\(와\)|와\(과\)|\(으\)로|\(이\)라)/giu;

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
/** A syllable is one of 28 ends later than the one before: the first has none, the ninth is ㄹ. */
const ENDS = 28;
const RIEUL = 8;

type End = 'consonant' | 'rieul' | 'vowel';

/** English words that names are often made of and whose end is said as a consonant; their last letter alone would not tell. */
const CLOSED = /(?:web|app|job|set|map|log|net)$/i;

/** How a word that ends so is said: digits as numbers, letters where their name and a word with them end alike. */
function endOf(word: string): End | undefined {
  if (CLOSED.test(word)) return 'consonant';
  const character = word.slice(-1);
  const code = character.codePointAt(0) ?? 0;
  if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) {
    const end = (code - FIRST_SYLLABLE) % ENDS;
    return end === 0 ? 'vowel' : end === RIEUL ? 'rieul' : 'consonant';
  }
  if (/[178lL]/.test(character)) return 'rieul';
  if (/[036mnMN]/.test(character)) return 'consonant';
  return /[2459adfhijoqsuvwxyz%]/i.test(character) ? 'vowel' : undefined;
}

/** Chooses the form of each particle by the word before it, `node-1이(가)` as `node-1이`; keeps both where it is not sure. */
export function withParticles(text: string): string {
  return text.replaceAll(PARTICLE, (both, last: string, aside: string | undefined, particle: string) => {
    const end = endOf(last);
    const [afterConsonant = '', afterVowel = ''] = forms[particle] ?? [];
    if (end === undefined) return both;
    const isOpen = end === 'vowel' || (end === 'rieul' && particle === '(으)로');
    return last + (aside ?? '') + (isOpen ? afterVowel : afterConsonant);
  });
}
