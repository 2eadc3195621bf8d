import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { GongdanError } from '@gongdan/core';
import { routeNotFound } from '../http/failure-of.js';
import { PAGE_POLICY } from '../http/security-headers.js';

const DOCUMENT = '/api/v1/openapi.json';
const PAGE = '/api/v1/docs';

/** The files of Swagger UI that the page needs, from node_modules and not from a CDN. */
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const START = `window.ui = SwaggerUIBundle({
  url: '${DOCUMENT}', dom_id: '#swagger-ui', deepLinking: true, persistAuthorization: true,
  validatorUrl: null, presets: [SwaggerUIBundle.presets.apis], layout: 'BaseLayout'
});`;

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><title>Gongdan API</title>
<link rel="stylesheet" href="${PAGE}/swagger-ui.css">
<link rel="icon" type="image/png" href="${PAGE}/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="${PAGE}/swagger-ui-bundle.js"></script>
<script src="${PAGE}/start.js"></script>
</body>
</html>
`;

/** Serves the OpenAPI document and a page to browse it. `document` is called at the first request. */
export function serveApiDocument(instance: FastifyInstance, document: () => OpenAPIObject): void {
  let text: string | undefined;
  instance.get(DOCUMENT, (_request, reply) => {
    text ??= JSON.stringify(document());
    return reply.header('content-type', 'application/json; charset=utf-8').send(text);
  });
  instance.get(PAGE, (_request, reply) =>
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', PAGE_POLICY)
      .send(HTML),
  );
  instance.get<{ Params: { asset: string } }>(`${PAGE}/:asset`, async (request, reply) => {
    const { asset } = request.params;
    if (asset === 'start.js') {
      return reply.header('content-type', 'text/javascript; charset=utf-8').send(START);
    }
    const type = Object.hasOwn(ASSETS, asset) ? ASSETS[asset] : undefined;
    if (type === undefined) throw new GongdanError(routeNotFound());
    const content = await readFile(join(assetFolder(), asset));
    return reply
      .header('content-type', type)
      .header('cache-control', 'private, max-age=3600')
      .send(content);
  });
}

const assetFolder = (): string => {
  const swagger = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));
  return dirname(swagger.resolve('swagger-ui-dist/package.json'));
};
