/** How the SDK for Java spells what AWS answered: configuration items of older types show that. */
export const lowerCamel = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(lowerCamel);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      lowerCamel(element),
    ]),
  );
};
