/** Modifier keys as the DevTools protocol counts them: 1 Alt, 2 Control, 4 Meta, 8 Shift. */
export function modifiersOf(event: Pick<MouseEvent, 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>): number {
  return (event.altKey ? 1 : 0) | (event.ctrlKey ? 2 : 0) | (event.metaKey ? 4 : 0) | (event.shiftKey ? 8 : 0);
}
