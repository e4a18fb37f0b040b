import { expect, test } from 'vitest';
import { keyEvent } from '../../../containers/browser/keyboard.ts';

const key = (key: string, code: string, modifiers = 0) =>
  keyEvent({ type: 'key', action: 'down', key, code, location: 0, repeat: false, modifiers });

test('Enter carries the carriage return that submits a form', () => {
  expect(key('Enter', 'Enter')).toMatchObject({ type: 'keyDown', text: '\r', windowsVirtualKeyCode: 13 });
});

test('Control+A selects everything and types nothing', () => {
  expect(key('a', 'KeyA', 2)).toMatchObject({ type: 'rawKeyDown', commands: ['selectAll'], windowsVirtualKeyCode: 65 });
  expect(key('a', 'KeyA', 2)).not.toHaveProperty('text');
  expect(key('a', 'KeyA', 4)).toMatchObject({ commands: ['selectAll'] });
});

test('a full stop is no Delete', () => {
  expect(key('.', 'Period')).toMatchObject({ text: '.', windowsVirtualKeyCode: 190 });
  expect(key('Delete', 'Delete')).toMatchObject({ type: 'rawKeyDown', windowsVirtualKeyCode: 46 });
});

test('a character made with AltGr is text', () => {
  expect(key('@', 'KeyQ', 1 | 2)).toMatchObject({ type: 'keyDown', text: '@', modifiers: 0 });
});

test('keys of an input method are left to the text they make', () => {
  expect(key('Dead', 'Quote')).toBeUndefined();
  expect(key('Process', 'KeyA')).toBeUndefined();
});

test('letters outside of ASCII are typed', () => {
  expect(key('ก', 'KeyD')).toMatchObject({ type: 'keyDown', text: 'ก', windowsVirtualKeyCode: 68 });
  expect(key('😀', '')).toMatchObject({ type: 'keyDown', text: '😀' });
});

test('a shortcut is the letter on the key, and where that is no Latin one the place of the key', () => {
  expect(key('แ', 'KeyC', 2)).toMatchObject({ commands: ['copy'] });
  expect(key('c', 'KeyI', 2)).toMatchObject({ commands: ['copy'] });
  expect(key(';', 'KeyZ', 2)).not.toHaveProperty('commands');
});
