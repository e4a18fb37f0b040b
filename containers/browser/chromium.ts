import { spawn, type ChildProcess } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { logError } from '#shared/log/log.ts';
import { chromiumFiles } from './chromium-files.ts';

export interface LaunchOptions {
  /** Folder of its own for everything Chromium writes; the caller deletes it. */
  userDataDir: string;
  /** `http://127.0.0.1:port` of the forward proxy that every request must take. */
  proxyServer?: string;
}

export interface RunningChromium {
  /** Leader of its own process group: `kill(-pid)` ends all of Chromium. */
  process: ChildProcess;
  /** DevTools messages to Chromium, each followed by a NUL byte. */
  toBrowser: Writable;
  /** DevTools messages from Chromium, each followed by a NUL byte. */
  fromBrowser: Readable;
}

/** Starts Chromium with its DevTools on a pipe: there is no port that a page could reach. */
export async function launchChromium({ userDataDir, proxyServer }: LaunchOptions): Promise<RunningChromium> {
  const files = await chromiumFiles();
  const temp = join(userDataDir, 'tmp');
  await mkdir(temp, { recursive: true, mode: 0o700 });
  const args = [
    ...chromiumArgs(proxyServer),
    '--remote-debugging-pipe',
    `--user-data-dir=${join(userDataDir, 'profile')}`,
    'about:blank',
  ];
  const child = spawn(files.executable, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...chromiumEnv(files.env), HOME: userDataDir, TMPDIR: temp },
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const toBrowser = child.stdio[3] as Writable;
  // A pipe to a Chromium that has just died reports EPIPE; its exit is what callers act on.
  toBrowser.on('error', () => undefined);
  return { process: child, toBrowser, fromBrowser: child.stdio[4] as Readable };
}

/** Ends Chromium's whole process group; nothing of the session is worth a clean shutdown. */
export async function endChromium({ process: child }: RunningChromium): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') logError('browser.not_ended', error);
  }
  await Promise.race([gone, sleep(5_000)]);
}

/** Nothing of this process's own environment reaches Chromium except the search path. */
export function chromiumEnv(own: Record<string, string>): Record<string, string> {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LANG: 'en_US.UTF-8', ...own };
}

const disabledFeatures = [
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'DialMediaRouteProvider',
  'InterestFeedContentSuggestions',
  'MediaRouter',
  'OptimizationHints',
  'Translate',
];

/**
 * Our own list, because the package's own turns off the web's security. Chromium's sandbox needs user namespaces, which
 * Fargate has not: the container is the wall, and it holds nothing.
 */
export function chromiumArgs(proxyServer?: string): string[] {
  return [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--lang=en-US',
    '--accept-lang=en-US,en',
    '--window-size=1280,800',
    '--force-color-profile=srgb',
    '--font-render-hinting=none',
    '--mute-audio',
    // Headless has no mouse, and pages would be told that nothing hovers: here it is the user's. Blink's PointerType, HoverType.
    '--blink-settings=primaryPointerType=4,availablePointerTypes=4,primaryHoverType=2,availableHoverTypes=2',
    // A page that wants more stops alone, before it takes the task's memory from all others.
    '--js-flags=--max-old-space-size=512',
    '--no-first-run',
    '--no-default-browser-check',
    '--no-pings',
    '--password-store=basic',
    '--metrics-recording-only',
    '--disable-background-networking',
    '--disable-background-timer-throttling',
    '--disable-backgrounding-occluded-windows',
    '--disable-breakpad',
    '--disable-client-side-phishing-detection',
    '--disable-component-update',
    '--disable-crash-reporter',
    '--disable-default-apps',
    '--disable-domain-reliability',
    '--disable-extensions',
    '--disable-hang-monitor',
    '--disable-renderer-backgrounding',
    '--disable-sync',
    `--disable-features=${disabledFeatures.join(',')}`,
    ...sharedMemory(),
    ...(proxyServer
      ? [
          `--proxy-server=${proxyServer}`,
          // Without this Chromium would reach loopback addresses past the proxy.
          '--proxy-bypass-list=<-loopback>',
          // Names are resolved by the proxy alone; Chromium asks no server of its own.
          '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
          '--dns-prefetch-disable',
          '--disable-quic',
          '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
        ]
      : []),
  ];
}

/** Containers often have 64 MB of /dev/shm, which a large page overflows; Chromium then uses files in TMPDIR instead. */
function sharedMemory(): string[] {
  try {
    const { bsize, bavail } = statfsSync('/dev/shm');
    return bsize * bavail < 256 * 1024 * 1024 ? ['--disable-dev-shm-usage'] : [];
  } catch {
    return ['--disable-dev-shm-usage'];
  }
}
