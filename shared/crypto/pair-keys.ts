/** A user–platform pair: with these two the master key's service binds the pair's key to its owner. */
export interface PairContext {
  userId: string;
  platformId: string;
}

/**
 * Keeps one AES-256 data key per pair, wrapped by the master key. Plain keys are handed out as buffers that the caller
 * overwrites after use.
 */
export interface PairKeys {
  /** Makes and keeps a new key for the pair, in place of an older one. */
  create(pair: PairContext): Promise<Buffer>;
  /** The pair's key, or undefined when there is none or it cannot be unwrapped for this pair. */
  read(pair: PairContext): Promise<Buffer | undefined>;
  /** Deletes the wrapped key for good; one that is not there is fine. */
  remove(pair: PairContext): Promise<void>;
}
