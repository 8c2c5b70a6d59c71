/* Against the server at MONGO_URL what the tests do against the embedded one. */
import './catalogue.spec.js';
