/**
 * Clears the memory of a picture and gives it back at once. Left to the garbage collector, the megabytes of every frame make
 * it go over the whole heap again and again (70 ms of processor time for a frame of 1440×900), and what a page showed stays
 * in memory until then. Nothing may still read the bytes.
 */
export function release(bytes: Uint8Array | Float32Array): void {
  bytes.fill(0);
  // A small buffer may be a piece of memory that others use too.
  if (bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0);
}
