import { Injectable, type INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { describeApi, type DescribedLimits } from './document.js';
import { docsPage } from './page.js';

/** The document of the running application, made when it is first asked for. */
@Injectable()
export class ApiDescription {
  private described: { readonly app: INestApplication; readonly limits: DescribedLimits } | undefined;
  private made: { readonly json: string; readonly page: string } | undefined;

  /** Called once by whoever creates the application with an API. */
  of(app: INestApplication, limits: DescribedLimits): void {
    this.described = { app, limits };
  }

  get json(): string {
    return this.make().json;
  }

  get page(): string {
    return this.make().page;
  }

  private make(): { readonly json: string; readonly page: string } {
    if (this.described === undefined) throw new Error('the application to describe was never given');
    this.made ??= render(describeApi(this.described.app, this.described.limits));
    return this.made;
  }
}

function render(document: OpenAPIObject) {
  return { json: JSON.stringify(document), page: docsPage(document) };
}
