import type { LocalTemplate, Properties } from './template.ts';

/** Headers that a response headers policy of the template puts on every answer. */
export function responseHeaders(template: LocalTemplate, policyId: string | undefined): Record<string, string> {
  if (!policyId) return {};
  const policy = template
    .resources('AWS::CloudFront::ResponseHeadersPolicy')
    .find(({ names }) => names.ref === policyId || names.attributes['Id'] === policyId);
  // AWS's managed policies have fixed ids and are not in the template.
  if (!policy) return {};
  const config = policy.properties['ResponseHeadersPolicyConfig'] as Properties;
  const security = (config['SecurityHeadersConfig'] ?? {}) as Properties;
  const headers: Record<string, string> = {};
  if (security['ContentSecurityPolicy'])
    headers['content-security-policy'] = security['ContentSecurityPolicy'].ContentSecurityPolicy;
  if (security['ContentTypeOptions']) headers['x-content-type-options'] = 'nosniff';
  if (security['FrameOptions']) headers['x-frame-options'] = security['FrameOptions'].FrameOption;
  if (security['ReferrerPolicy']) headers['referrer-policy'] = security['ReferrerPolicy'].ReferrerPolicy;
  if (security['StrictTransportSecurity']) {
    const { AccessControlMaxAgeSec, IncludeSubdomains, Preload } = security['StrictTransportSecurity'];
    const parts = [`max-age=${AccessControlMaxAgeSec}`, IncludeSubdomains && 'includeSubDomains', Preload && 'preload'];
    headers['strict-transport-security'] = parts.filter(Boolean).join('; ');
  }
  for (const { Header, Value } of config['CustomHeadersConfig']?.Items ?? []) headers[Header.toLowerCase()] = Value;
  return headers;
}
