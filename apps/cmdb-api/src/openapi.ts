import { AppModule } from './app.module.ts';
import { buildOpenApi, listRoutes, type OpenApiDocument } from './platform/http/openapi.ts';

/** The contract of this application; packages/api-client holds its committed copy. */
export function openApiDocument(): OpenApiDocument {
  return buildOpenApi(listRoutes(AppModule));
}
