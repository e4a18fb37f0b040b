/** Where a browser task is in its life. `address` is the private one that the gateway dials. */
type BrowserTaskState = { state: 'starting' } | { state: 'running'; address: string } | { state: 'gone' };

/** No task could be started now, and one may be later: the account's or the zone's processors are all in use. */
export class NoRoomForBrowser extends Error {
  override name = 'NoRoomForBrowser';
}

/** Browser tasks as the product sees them: one per session, used once. */
export interface BrowserTasks {
  /**
   * Asks for a new task and returns its ARN; it is running some seconds later, and ends if nobody comes in time. Throws
   * `NoRoomForBrowser`.
   */
  start(waitSeconds: number): Promise<string>;
  find(taskArn: string): Promise<BrowserTaskState>;
  /** Ends a task; one that has ended is fine. */
  stop(taskArn: string): Promise<void>;
}
