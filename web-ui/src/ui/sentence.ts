/** A message of the server, which is part of a sentence there, as a sentence of its own. A name at its begin stays. */
export function sentence(text: string): string {
  const begun = /^\S+:/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
