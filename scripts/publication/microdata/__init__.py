"""From respondents' files and files of counts to tables of counts, and from published counts to rows and columns."""
