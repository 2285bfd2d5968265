"""The words of the reference: every function, parameter, event, constant and error in English and Chinese."""
