import type { CharacterClass } from './explore.ts';

/** Of session names, object keys and values of condition keys. */
export const anyCharacter: CharacterClass = {
  has: () => true,
  samples: 'xyzabcdefghijk0123456789',
};
/** Of a unique id. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html */
export const idCharacter: CharacterClass = {
  has: (char) => /\w/.test(String.fromCodePoint(char)),
  samples: 'XYZWVUQPNMLKJHG0123456789',
};
/** Of a name. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const nameCharacter: CharacterClass = {
  has: (char) => /[\w+=,.@-]/.test(String.fromCodePoint(char)),
  samples: 'xyzabcdefghijk0123456789_-',
};
/** Of the path of a role or user. */
export const pathCharacter: CharacterClass = {
  has: (char) => char >= 0x21 && char <= 0x7f,
  samples: 'pqrxyzabcdefghijk0123456789',
};
/** Of an AWS service principal. */
export const serviceCharacter: CharacterClass = {
  has: (char) => /[a-z0-9.-]/.test(String.fromCodePoint(char)),
  samples: 'xyzabcdefghijk0123456789',
};
