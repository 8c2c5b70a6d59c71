import { ProblemCatalogue } from '#runtime/problems/catalogue.js';
import { HTTP_PROBLEMS } from '#runtime/problems/http-problems.js';
import { detailProblems } from './detail-problems.js';
import { DOMAIN_PROBLEMS } from './domain-problems.js';

/** Every code this API can answer with, with its status and its titles. */
export const API_PROBLEMS = new ProblemCatalogue(
  HTTP_PROBLEMS,
  DOMAIN_PROBLEMS,
  detailProblems(new Set([...Object.keys(HTTP_PROBLEMS), ...Object.keys(DOMAIN_PROBLEMS)])),
);
