import { siteInfo, type SiteInfo } from '#shared/contract/connections.ts';
import type { ConnectionsDeps } from './routes.ts';

/** What the deployment tells the page about itself. */
export function readSite({ siteInfo: json }: Pick<ConnectionsDeps, 'siteInfo'>): SiteInfo {
  return siteInfo.parse(JSON.parse(json));
}
